page = Collaboration
    .description = Who works with whom, who bridges partnerships, and which should join forces?
    .label = Collaboration
    .answer =
        { $region ->
            [0] No member region
            [one] { $region } member region
           *[other] { $region } member regions
        } and { $organisation ->
            [0] no organisation
            [one] { $organisation } organisation
           *[other] { $organisation } organisations
        } bridge four or more partnerships; { $joining ->
            [0] no pair
            [one] { $joining } pair
           *[other] { $joining } pairs
        } of partnerships could join forces.
    .coverage = Projects of Horizon Europe whose participations are known, by legal seat.

beside-chance =
    .anywhere =
        { $more } of { $pairs ->
            [one] { $pairs } pair
           *[other] { $pairs } pairs
        } of regions { $more ->
            [one] shares
           *[other] share
        } more projects than chance would give.
    .in-theme =
        Of { $pairs ->
            [one] { $pairs } pair
           *[other] { $pairs } pairs
        } of regions with two shared projects or more in the theme, { $more ->
            [one] { $more } shares
           *[other] { $more } share
        } more than chance would give.

# $holding: those without whom others would be apart; $all: organisations and regions looked at.
bridges = Who bridges
    .tab = Bridges
    .finding =
        { $holding ->
            [0] No organisation or region of { $all } holds
            [one] { $holding } organisation or region of { $all } holds
           *[other] { $holding } organisations and regions of { $all } hold
        } others together, who would be apart without them; the network of organisations has { $parts ->
            [0] no part
            [one] { $parts } part
           *[other] { $parts } parts
        } and { $communities ->
            [0] no community
            [one] { $communities } community
           *[other] { $communities } communities
        }.
    .none = No joint project is known.
    .axis = Share of shortest ways over the region, per cent

reach = Who works with most member regions
    .tab = Organisations
    .finding =
        { $organisation_name } works with { $member_region_count ->
            [one] { $member_region_count } member region
           *[other] { $member_region_count } member regions
        } of { $partnership_name } in { $joint_project_count ->
            [one] { $joint_project_count } joint project
           *[other] { $joint_project_count } joint projects
        }.

pairs = Pairs of regions beside chance
    .tab = Who works with whom
    .finding =
        { $region_name } and { $other_region_name } are furthest above chance: { $project_count ->
            [one] { $project_count } shared project
           *[other] { $project_count } shared projects
        }, expected { NUMBER($expected_count, maximumFractionDigits: 0) }.
    .none = No pair of regions shares a project.

edges = Pairs of organisations in joint projects
    .of-regions = Pairs of regions in the theme
    .finding =
        { $pairs ->
            [one] { $pairs } pair of one year
           *[other] { $pairs } pairs of one year
        }, { $first } to { $last }.
    .undated =
        { $pairs ->
            [0] No pair is known.
            [one] { $pairs } pair, of no known year.
           *[other] { $pairs } pairs, of no known year.
        }

# $reasons: kinds of things that the two share, in words of dbt.
overlap = What two partnerships share
    .tab = Join forces
    .finding =
        { $joining ->
            [one] { $joining } pair
           *[other] { $joining } pairs
        } of { $pairs } could join forces, first { $partnership_name } and { $other_partnership_name }: { $reasons }.
    .none = No two partnerships share enough to join forces.
    .coverage =
        Numbers: organisations in joint projects of both, for the { $compared } that share most; the table has all
        pairs. Members that a public page or a workbook names, in Horizon Europe; lists are rarely complete.
    .empty = No two partnerships are known to share an organisation.

## On the page of a partnership
ties = Ties
    .bridges = Who holds it together
    .overlap = Which partnerships overlap with it

## Clusters, also on the pages of a partnership and of a region
clusters = Cluster organisations
    .tab = Clusters
    .finding =
        { $clusters ->
            [0] No cluster organisation is recognised here.
            [one]
                { $clusters } cluster organisation, { $surely } of them declared or likely; { $connected } of them in a
                joint project or a linked I3 project of a partnership, { $several } of several.
           *[other]
                { $clusters } cluster organisations, { $surely } of them declared or likely; { $connected } of them in
                a joint project or a linked I3 project of a partnership, { $several } of several.
        }
    .coverage = Clusters in a project of these programmes, or in a workbook; the others of a region are not seen.

member-clusters = Members and their cluster organisations
    .finding =
        { $members ->
            [0] No member with a region is known.
           *[other]
                In the regions of { $without } of { $members ->
                    [one] { $members } member
                   *[other] { $members } members
                } no cluster organisation is seen.
        }
    .without-any = Partnerships without any: { $partnerships }.
