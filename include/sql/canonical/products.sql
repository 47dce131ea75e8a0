-- All product templates of an account in one go, so that one task and one transaction read every product's pending pages.
-- Each of them says what it does, at which grain and why a rerun is safe. Parameters: email.
{% for name in [
    'trades_dust_log', 'transfers_asset_dividend', 'transfers_flexible_subscription', 'transfers_flexible_redemption',
    'transfers_flexible_rewards'
] -%}
{% include 'canonical/' ~ name ~ '.sql' %}
{% endfor %}
