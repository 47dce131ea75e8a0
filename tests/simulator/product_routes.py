"""The table of product lists: path, weight, limiter and shape of each."""

from . import product_lists as lists
from .call import Route
from .limits import Pool, ip_pool

_FLEXIBLE = "/sapi/v1/simple-earn/flexible/history"
_BY_PRODUCT = {"productId": "product_id", "asset": "asset"}

PRODUCT_ROUTES: dict[str, Route] = {}


def _list(path: str, answer: lists.Answer, weight: int, pool: type[Pool] = ip_pool, caller: str = "any") -> None:
    PRODUCT_ROUTES[path] = Route(answer, pool(path), weight, caller=caller)


_list("/sapi/v1/asset/dribblet", lists.dust, 1)
_list("/sapi/v1/asset/assetDividend", lists.dividends, 10)
_list(
    f"{_FLEXIBLE}/subscriptionRecord",
    lists.rows_total("flexible_subscription", filters={**_BY_PRODUCT, "purchaseId": "purchase_id"}),
    150,
)
_list(
    f"{_FLEXIBLE}/redemptionRecord",
    lists.rows_total("flexible_redemption", filters={**_BY_PRODUCT, "redeemId": "redeem_id"}),
    150,
)
_list(f"{_FLEXIBLE}/rewardsRecord", lists.rewards, 150)
