page = State of the partnerships
    .description = State of the partnerships, and what changed since the last edition
    .label = Overview
    .kicker = Thematic smart specialisation partnerships
    .answer =
        { $known } of { $partnerships ->
            [one] { $partnerships } partnership
           *[other] { $partnerships } partnerships
        } { $known ->
            [one] has
           *[other] have
        } a known member; { $joint ->
            [one] { $joint } joint project brings
           *[other] { $joint } joint projects bring
        } { $money } to organisations in their regions{ $day ->
            [none] .
           *[day] , as far as participations are known, to { $day }.
        }

tab =
    .map = Regions and partnerships
    .deadlines = What closes next
    .changes = What changed
    .projects = Joint projects
    .years = Over the years

## Counts

# .of: “of 1 200 projects”; $note: the population and the day to which it is known; $change: with its sign.
counts = The counts
    .of = of { $population } { $name }
    .changed = { $change } since { $day }; { $note }
    .unchanged = as on { $day }; { $note }
count-projects = Joint projects
count-money = Net EU contribution
    .of-all = of { $money } to all
count-topics = Topics to apply for
    .note = { $open } open and { $forthcoming } forthcoming

## Partnerships

list = All partnerships
    .coverage = { $partnerships ->
            [0] No partnership
            [one] { $partnerships } partnership
           *[other] { $partnerships } partnerships
        }. The score is a range, from the lowest to the highest possible as a whole; the next
        deadline is of a topic in its theme.
    .definition = Members that a public page or the secretariat's workbook names.

ranking = Who has joint projects
    .finding =
        { $name } has the most joint projects, { $projects } with { $money } for its member regions; { $without ->
            [0] every other has one too
            [one] { $without } partnership has none that could be observed
           *[other] { $without } partnerships have none that could be observed
        }.
    .none = No partnership has a joint project in this edition.
    .axis = Joint projects
    .empty = No partnership has a joint project: that takes two known members.
    .coverage =
        { $known } of { $partnerships ->
            [one] { $partnerships } partnership
           *[other] { $partnerships } partnerships
        } { $known ->
            [one] has
           *[other] have
        } a joint project of known members; the chart shows the first { $shown }, the table all. Members not known may
        add more.
    .definition = Length: joint projects. Beside it: net EU contribution to organisations in member regions.

## Map

# $names: the regions in most partnerships, up to three; $of: .of of “counts”, of all members.
map = Where the members are
    .finding = { $names }{ $more ->
            [0] {""}
           *[other] {" "}and { $more } more
        } { $leaders ->
            [one] is in most partnerships ({ $most })
           *[other] are in most partnerships ({ $most } each)
        }; { $share } of the { $members } members are in one only, and { $country } has the most members ({ $held }).
    .none = No member region is known.
    .empty = No member region is known with a place on the map.
    .coverage =
        { $known } of { $partnerships ->
            [one] { $partnerships } partnership
           *[other] { $partnerships } partnerships
        } { $known ->
            [one] has
           *[other] have
        } a known member; { $of ->
            [none] { $regions } members are regions.
           *[members] { $regions } { $of } are regions.
        } Membership lists are rarely complete, so a pale region may be in more partnerships than shown.
    .definition =
        Partnerships that a region itself is a current member of. Members are regions of NUTS level 1 to 3 or whole
        countries (outlined in black).
    .unplaced = Without a place on the map: { $names }.

## Years

# $observed: the message “observed”.
years = Joint projects by year
    .finding = { $year } brought the most: { $most } of { $projects ->
            [one] { $projects } joint project
           *[other] { $projects } joint projects
        }{ $observed }.
    .none = No joint project with a year is known.
    .coverage = { $projects ->
            [one] { $projects } project
           *[other] { $projects } projects
        }; for { $weak } of them the year is that of the call, because the project's own record is not in the source.
    .coverage-all = all
    .coverage-own = { $projects ->
            [one] { $projects } project
           *[other] { $projects } projects
        }, all with a start of their own.
    .coverage-none =
        No joint project could be observed; that takes organisations of at least two known members.
    .definition = A project counts once, in the year it starts or, failing that, in the year of its call.
# Ends of `.finding` above, and of that on the page of a region: none, one or both follow the sentence.
observed =
    .share = ; of { $year } the participations of { $share } are known
    .none = ; { $years } not observed
    .and = { $first } and { $last }

baselines = Published counts and today's
    .finding =
        In 2018, 145 regions, 28 partnerships and more than 380 partners were published; in June 2025, 42 partnerships,
        of which 33 reported. This edition knows { $partnerships } partnerships and { $regions } member regions by name.
    .coverage = Published totals beside what public pages name: the difference is coverage first, change second.
    .definition =
        Published baselines. 2018: SMART, national smart specialisation portal of the Polish Ministry of
        Entrepreneurship and Technology, and JRC news of November 2018. June 2025: TSSP Steering Committee, as reported
        by the partnership Traceability and Big Data.
    .more-than = more than { $count }
baseline-partnerships = Partnerships
    .reading =
        This edition counts partnerships known by name; a platform whose partnerships are not named is left out.
baseline-regions = Member regions
    .reading = This edition counts members that a public page names, so fewer than there are.
baseline-partners = Partners
    .reading =
        2018 counted partners that had joined; this edition counts organisations in joint projects, so the two are not
        one series.
baseline-reports = Monitoring reports
    .reading = Reports come with the secretariats' workbooks alone; this edition counts no total of them.
