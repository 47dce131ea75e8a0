{#- The whole group: every wallet that is reconciled of every own account, and which transfers stay inside it. The parameters are `emails` and
    `wallets`, one of each for a wallet. An asset is the coin, whichever pair of isolated margin holds it.

    members  `member` (email, wallet, and the e-mail in small letters as name)
    is_own   whether a leg of binance_reconciliation_transfers (`leg`) is an end of a transfer of which the group holds, or should hold, the
             other end too: it is matched with a leg of a member, or no match is held and its record names a wallet of a member which
             was reconciled on that day. After members
    awaits   whether the latter holds of a leg of which no match is held: alone, as the planner joins it only where no OR is around it -#}

{%- macro members() -%}
member AS MATERIALIZED (
    SELECT email, wallet, lower(email) AS name FROM unnest(%(emails)s::text[], %(wallets)s::text[]) AS own (email, wallet)
)
{%- endmacro %}

{%- macro is_own(leg) -%}
(EXISTS (
    SELECT FROM binance_transfer_matches AS held
    JOIN binance_reconciliation_transfers AS far ON far.pid = held.out_pid + held.in_pid - {{ leg }}.pid
    JOIN member ON (member.email, member.wallet) = (far.email, far.wallet)
    WHERE held.id = {{ leg }}.match_id AND held.taken_back_at IS NULL
) OR {{ leg }}.match_id IS NULL AND {{ awaits(leg) }})
{%- endmacro %}

{%- macro awaits(leg) -%}
EXISTS (
    SELECT FROM binance_transfer_ends AS told
    JOIN member ON member.name = told.other_name AND member.wallet = coalesce(nullif(told.other_wallet, ''), told.wallet)
    JOIN binance_reconciliation_days AS there
        ON there.email = member.email AND there.wallet = member.wallet AND there.date = ({{ leg }}.datetime AT TIME ZONE 'UTC')::date
    WHERE told.pid = {{ leg }}.pid AND told.inside
      AND (told.name, told.wallet, told.pair) <> (told.other_name, member.wallet, told.other_pair)
)
{%- endmacro %}
