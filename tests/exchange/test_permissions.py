"""A key that can do more than read is refused unless it is allowed."""

import pytest
from binrecon.domain.errors import ConfigurationError
from binrecon.exchange.permissions import refuse_dangerous_key

READER = {
    "ipRestrict": True,
    "createTime": 1623840271000,
    "enableReading": True,
    "enableWithdrawals": False,
    "enableInternalTransfer": False,
    "enableMargin": False,
    "enableFutures": False,
    "permitsUniversalTransfer": False,
    "enableVanillaOptions": False,
    "enableFixApiTrade": False,
    "enableFixReadOnly": True,
    "enableSpotAndMarginTrading": False,
    "enablePortfolioMarginTrading": False,
}
DANGEROUS = [
    "enableWithdrawals",
    "enableInternalTransfer",
    "permitsUniversalTransfer",
    "enableSpotAndMarginTrading",
    "enableMargin",
    "enableFutures",
    "enableVanillaOptions",
    "enablePortfolioMarginTrading",
    "enableFixApiTrade",
    "enableSomethingNew",
    "permitsSomethingNew",
]


def test_a_reading_key_passes() -> None:
    refuse_dangerous_key(READER, allow=False)


@pytest.mark.parametrize("right", DANGEROUS)
def test_a_right_that_moves_something_is_refused_by_name_unless_allowed(right: str) -> None:
    with pytest.raises(ConfigurationError, match=right):
        refuse_dangerous_key({**READER, right: True}, allow=False)
    refuse_dangerous_key({**READER, right: True}, allow=True)


@pytest.mark.parametrize("value", ["true", 1, None, "false"])
def test_a_right_that_is_not_plainly_denied_is_refused(value: object) -> None:
    with pytest.raises(ConfigurationError, match="enableWithdrawals"):
        refuse_dangerous_key({**READER, "enableWithdrawals": value}, allow=False)


@pytest.mark.parametrize("answer", [{}, {**READER, "enableReading": False}, {**READER, "enableReading": "true"}])
def test_a_key_that_cannot_read_is_refused_even_when_trading_is_allowed(answer: dict[str, object]) -> None:
    with pytest.raises(ConfigurationError, match="enableReading"):
        refuse_dangerous_key(answer, allow=True)


@pytest.mark.parametrize("right", ["enableWithdrawals", "enableSpotAndMarginTrading", "permitsUniversalTransfer"])
def test_a_right_the_answer_does_not_speak_of_is_refused(right: str) -> None:
    with pytest.raises(ConfigurationError, match=right):
        refuse_dangerous_key({name: value for name, value in READER.items() if name != right}, allow=False)
