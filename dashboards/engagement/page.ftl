page = Engagement
    .description = Which regions carry each partnership, which are silent, and is it growing?
    .label = Engagement
    .answer =
        { $observable ->
            [0] No membership could be observed.
           *[other]
                Of { $observable ->
                    [one] { $observable } membership
                   *[other] { $observable } memberships
                } that could be observed, { $active ->
                    [one] { $active } has
                   *[other] { $active } have
                } a joint project; for { $newcomers } the first is of the last observed year of calls, for { $lapsed }
                the newest is of an earlier one and may still run.
        } { $quiet ->
            [0] No lead is
            [one] { $quiet } lead is
           *[other] { $quiet } leads are
        } without a known act in two years.
    .coverage = Members that a public page or a workbook names, in Horizon Europe; lists are rarely complete.

## The filter of these pages
filter = Partnership
    .all = All partnerships

active = Active members
    .tab = Partnerships
    .finding =
        { $partnerships ->
            [0] No partnership has a member that could be observed.
           *[other]
                In { $complete } of { $partnerships ->
                    [one] { $partnerships } partnership
                   *[other] { $partnerships } partnerships
                } every member that could be observed has a joint project; for { $bounded } the number of all members is
                known, so that the share has bounds.
        }
    .axis = Members with a joint project
    .bar = { $active } of { $observable }
    .empty = No member could be observed

regions = Members
    .finding =
        { $high } high, { $medium } medium, { $low } low, { $none_observed } none observed, { $unknown } unknown. The
        level says how much was shared of what could have been, not how much a region does.

leads = Leads and co-leads
    .tab = Leads
    .finding =
        { $alive ->
            [0] No lead
            [one] { $alive } lead
           *[other] { $alive } leads
        } with an act in two years, { $silent } silent, { $unknown } without a known sign. A role is a duty and counts
        for nothing here.

## Activity, also on the page of a partnership
half-years = Activity by half-year
    .tab = Activity
    .finding =
        The newest half-year with an act is the { $half ->
            [H1] first
           *[H2] second
        } half of { $year }, with { $acts ->
            [one] { $acts } act
           *[other] { $acts } acts
        }.
    .none = No dated act is known.
    .coverage = Dated pages and workbooks. Pages can prove an act, never that there was none.

acts = Acts and what they add
    .finding =
        { $counted ->
            [0] No act counts.
            [one]
                { $counted } of { $acts ->
                    [one] { $acts } act
                   *[other] { $acts } acts
                } counts, { $members } of them by a member; its weight halves every year.
           *[other]
                { $counted } of { $acts } acts count, { $members } of them by a member; the weight of each halves every
                year.
        }
