"""Which lists of products one copy of a mapped task reads, and how it is called."""

from binrecon.orchestration.product_tasks import copies_of, name_of
from binrecon.storage.plan import Question


def test_a_list_in_use_has_a_copy_of_its_own_and_the_others_share_copies() -> None:
    questions = [Question("fiat_orders", "0", True), *(Question(f"probe{n}", "", False) for n in range(13))]
    copies = [copy["lists"] for copy in copies_of(questions)]
    assert copies[0] == [["fiat_orders", "0"]]
    assert [len(lists) for lists in copies] == [1, 12, 1]
    assert [name for lists in copies for name in lists] == [[q.endpoint, q.key] for q in questions]


def test_a_copy_is_named_by_what_it_reads() -> None:
    assert name_of([["fiat_orders", "0"]]) == "fiat_orders 0"
    assert (
        name_of([["dust_log", ""], ["rebates", ""], ["mining_earnings", "ethash"]])
        == "dust_log … mining_earnings ethash (3 lists)"
    )
