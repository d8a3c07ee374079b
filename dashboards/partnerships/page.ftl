page = Partnerships
    .description = All thematic smart specialisation partnerships, side by side
    .label = Partnerships
    .kicker = Who are they, and how do they compare?
    .platform = Platform
    .all-platforms = All platforms
    .tab = All side by side

answer =
    { $name } has the most known members, { $members } in { $countries ->
        [one] { $countries } country
       *[other] { $countries } countries
    }.
    .richest =
        { $name } has the most known members, { $members } in { $countries ->
            [one] { $countries } country
           *[other] { $countries } countries
        }; { $richest } draws the most EU money through joint projects, { $money }.
    .also-richest =
        { $name } has the most known members, { $members } in { $countries ->
            [one] { $countries } country
           *[other] { $countries } countries
        }; it also draws the most EU money through joint projects, { $money }.
    .none =
        { $partnerships ->
            [0] No partnership is known.
            [one] No member is known of the one partnership here.
           *[other] No member is known of any of { $partnerships } partnerships.
        }

list = All partnerships
    .finding =
        { $partnerships ->
            [0] No partnership is known.
           *[other]
                { $known } of { $partnerships ->
                    [one] { $partnerships } partnership
                   *[other] { $partnerships } partnerships
                } { $known ->
                    [one] has
                   *[other] have
                } a known member, { $joint } a joint project.
        }
    .coverage = Joint projects take two known members; lists of members are rarely complete.
    .definition = Members that a public page or the secretariat's workbook names.
