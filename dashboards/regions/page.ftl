page = { $name } ({ $code })
    .description = Which partnerships is this region in, which projects does it take part in, what could it apply for?
    .kicker = { $level ->
            [0] Country
            [1] NUTS 1 region
            [2] NUTS 2 region
            [3] NUTS 3 region
           *[other] Region or country
        }
    .answer = In { $partnerships ->
            [one] { $partnerships } partnership
           *[other] { $partnerships } partnerships
        }, leading { $led ->
            [0] none
           *[other] { $led }
        } of them.
    .alone = In no partnership: neither itself, nor a part of it, nor a wider area.

missing = No such region
    .kicker = Region
    .answer =
        This edition has no region with the code “{ $code }”. Codes are those of NUTS 2021 and 2024, with EL for Greece
        and UK for the United Kingdom.
    .all = All member regions

tab =
    .memberships = Partnerships
    .carries = Participations
    .calls = Calls

profile =
    .country = Country
    .own-name = Own name
    .part-of = Part of
    .versions = NUTS versions
    .in-version = In NUTS { $version }
    .category = Cohesion category 2021–2027
    .outermost = Outermost region
    .yes = yes

counts = The counts
count-partnerships = Partnerships
    .note = { $partnerships } as a member itself
count-projects = Projects
    .note = with an organisation seated here
count-organisations = Organisations
count-money = Net EU contribution
    .note = Horizon Europe
    .note-euratom = Horizon Europe; Euratom apart: { $money }

memberships = Partnerships
    .finding = { $projects ->
            [0] No joint project
            [one] { $projects } joint project
           *[other] { $projects } joint projects
        } with the members that are known, counted once per partnership and member.
    .coverage = Memberships that a public page names; lists are rarely complete.
    .definition = A region is in a partnership by itself, a part of it, its wider area, or an earlier or later code.

years = Participations by year
    .finding = { $year } brought the most, { $money } in { $projects ->
            [0] no project
            [one] { $projects } project
           *[other] { $projects } projects
        }{ $observed }.
    .none = No participation of an organisation seated here is known.
    .coverage =
        { $participations ->
            [0] No participation is known.
            [one] { $funded } of { $participations } participation states a net EU contribution.
           *[other] { $funded } of { $participations } participations state a net EU contribution.
        }
    .definition =
        All of Horizon Europe, not joint projects only; rows of Euratom are in the table alone. The year is the
        project's, or that of its call where the project's own record is not in the source. Place is the legal seat.

organisations = Organisations
    .finding = { $name } receives the most, { $money } or { $share } of the region's total.
    .none = No organisation seated here is known to receive money.
    .withheld = Name withheld (natural person)
    .axis = Net EU contribution, EUR million
    .bar = { $money } · { $projects ->
            [0] no project
            [one] { $projects } project
           *[other] { $projects } projects
        }
    .coverage =
        { $organisations ->
            [0] No organisation in Horizon Europe is known.
           *[other]
                { $organisations ->
                    [one] { $organisations } organisation
                   *[other] { $organisations } organisations
                } in Horizon Europe; the chart shows the first { $shown }, the table all. Withheld because the
                beneficiary is a natural person: { $withheld ->
                    [0] no name
                    [one] { $withheld } name
                   *[other] { $withheld } names
                }.
        }
    .definition = Organisations by PIC, with the net EU contribution of their participations seated in the region.

matches = Calls for its partnerships
    .finding = { $matches ->
            [one] { $matches } match
           *[other] { $matches } matches
        }; the best is “{ $topic }” for { $partnership } ({ $score } points).
    .finding-deadline = { $matches ->
            [one] { $matches } match
           *[other] { $matches } matches
        }; the best is “{ $topic }” for { $partnership } ({ $score } points, deadline { $deadline }).
    .none = No open or forthcoming topic shares words with the themes of its partnerships.
    .coverage = Partnerships the region is in by itself or through its wider area; topics that share a word.
