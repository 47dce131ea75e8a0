-- All product templates of an account in one go, so that one task and one transaction read every product's pending pages.
-- Each of them says what it does, at which grain and why a rerun is safe. Parameters: email.
{% for name in [
    'trades_dust_log', 'transfers_asset_dividend', 'transfers_rebates', 'transfers_flexible_subscription',
    'transfers_flexible_redemption', 'transfers_flexible_rewards', 'transfers_locked_subscription',
    'transfers_locked_redemption', 'transfers_locked_rewards', 'trades_bfusd_subscription', 'transfers_bfusd_redemption',
    'transfers_bfusd_rewards', 'trades_rwusd_subscription', 'transfers_rwusd_redemption', 'transfers_rwusd_rewards',
    'transfers_fiat_orders', 'transfers_fiat_payments', 'transfers_pay_transactions', 'trades_eth_staking',
    'transfers_eth_redemption', 'trades_wbeth_wrap', 'trades_wbeth_unwrap', 'trades_sol_staking',
    'transfers_sol_redemption', 'transfers_sol_boost_rewards', 'transfers_soft_staking_rewards',
    'transfers_onchain_subscription', 'transfers_onchain_redemption', 'transfers_onchain_rewards',
    'transfers_loan_borrow', 'transfers_loan_repay', 'transfers_loan_ltv_adjustment', 'transfers_loan_liquidation',
    'transfers_liquidation_loan_repay', 'transfers_dual_investment', 'transfers_cloud_mining',
    'transfers_mining_earnings', 'transfers_custody_transfer'
] -%}
{% include 'canonical/' ~ name ~ '.sql' %}
{% endfor %}
