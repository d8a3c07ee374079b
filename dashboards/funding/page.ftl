page = Calls that fit
    .description = Calls that fit the partnerships: why, what is missing, by when
    .label = Funding
    .kicker = What can we apply for, why, what is missing, by when?
    .answer =
        { $topics ->
            [one] { $topics } topic
           *[other] { $topics } topics
        } in the theme of { $partnerships ->
            [one] { $partnerships } partnership
           *[other] { $partnerships } partnerships
        }; for { $passing } of them known members pass the rules{ $deadline ->
            [none] .
           *[day] ; the next deadline is { $deadline }.
        }
    .nothing = No topic in the theme of a partnership passes these filters.

## Filters

filter-partnership = Partnership
    .any = All partnerships
filter-programme = Programme
    .any = Default programmes, and theme matches of others
    .all = All programmes
filter-eligibility = Eligibility
    .any = Any
filter-status = Status
    .any = Open or forthcoming
filter-min_score = Score at least
    .any = Any
filter-review_status = Our status
    .any = Any
filter-muted = Muted
    .any = hide
    .show = show
    .only = only
filter-text = Words

## Lists of calls

list-calls = Calls
list-apply-now = Apply now
list-prepare = Prepare
list-next-year = Next year
list-instruments = Open to every theme

matches = Calls, the best matches first
    .finding =
        The best match is “{ $title }” for { $partnership } ({ $score } points{ $deadline ->
            [none] { "" }
           *[day] , deadline { $deadline }
        }; eligibility: { $eligibility }).
    .terms = Words in common: { $terms }.
    .none = No match passes these filters; fewer filters show more.
    .none-in-theme =
        { $topics ->
            [one] { $topics } topic
           *[other] { $topics } topics
        } found, none of which shares words with the theme.
    .coverage =
        { $matches ->
            [one] { $matches } match
           *[other] { $matches } matches
        }; on average { $share } of the score's weight could be assessed, the rest is left out.
    .coverage-unassessed =
        { $matches ->
            [one] { $matches } match
           *[other] { $matches } matches
        }; no part of their scores could be assessed.
    .coverage-none = No match passes, so there is nothing to assess.
    .definition =
        Score: the points of the parts that are known, as the bar shows them, over their share of all weight, which
        stands beside it. All else counts only as far as the call is in the theme. A topic whose eligibility is unknown
        is never hidden.
    .missing =
        For { $missing } of { $matches ->
            [one] { $matches } match
           *[other] { $matches } matches
        } the table says what is missing to become eligible.
    .left-out = Calls that have closed since { $day } are left out here; files show the state of that day.
    .closed = This call has closed: <a>{ $topic }</a>, deadline { $day }.
    .review = Review
    .review-of = Review { $topic } for { $partnership }

## Cards of the other tabs

summary = By partnership
    .finding =
        { $in_theme } of { $partnerships ->
            [one] { $partnerships } partnership
           *[other] { $partnerships } partnerships
        } { $in_theme ->
            [one] has
           *[other] have
        } a topic in its theme; for { $passing } of them the known members also pass the rules of at least one.
    .none = No partnership has a match under these filters.
    .coverage = Every partnership with a match under these filters; choose one in the filters to see its topics.

rules = Rule by rule
    .tab = Rules and gaps
    .finding =
        Of { $rules ->
            [one] { $rules } rule
           *[other] { $rules } rules
        } checked on these matches { $passed ->
            [one] { $passed } is
           *[other] { $passed } are
        } reached, { $failed } not, and { $undecided } cannot be decided.
    .none = No rule is known for these matches.
    .coverage =
        Rules of programmes, dated, with their source, and those in each topic's conditions on the portal; what its text
        asks for beside them is not checked.
    .definition = Unknown where no member is known, or where no source observes what the rule asks for.

conditions = What the calls ask for
    .finding =
        Of { $conditions ->
            [one] { $conditions } condition
           *[other] { $conditions } conditions
        } { $read ->
            [one] { $read } was
           *[other] { $read } were
        } read in their texts.
    .none = Nothing is known of what these calls ask for.
    .coverage =
        Texts as the portal publishes them, without the call documents; dated defaults name their source.
    .definition = Amounts and technology readiness say how well a call fits, not who may apply.

# $what: what the region would bring, in words of dbt, as “a country that no member has”.
gap = Who could close the gap
    .finding =
        { $region } ({ $code }) would bring { $what } and has { $projects ->
            [0] no project
            [one] { $projects } project
           *[other] { $projects } projects
        } in the theme; the same is missing for { $topics ->
            [one] { $topics } topic
           *[other] { $topics } topics
        }.
    .coverage = The first regions for each thing that is missing; by legal seat, which favours capitals.
    .definition = Regions outside the partnership with projects in its theme; those that close most of the gap first.

deadlines = Closing within { $days } days and later
    .tab = Calendar
    .finding =
        { $topics ->
            [0] No topic in a partnership's theme closes
            [one] { $topics } topic in a partnership's theme closes
           *[other] { $topics } topics in a partnership's theme close
        } within { $days } days; the next is “{ $title }” on { $day }, for { $partnerships }.
    .none = No topic in a partnership's theme has a deadline ahead.
    .none-filtered = No deadline under these filters.
    .closing =
        <day>{ $days ->
            [0] today
            [one] in { $days } day
           *[other] in { $days } days
        }, { $day }</day><a>{ $title }</a>, for { $partnerships }
    .coverage =
        { $topics ->
            [0] No topic
            [one] { $topics } topic
           *[other] { $topics } topics
        } in a theme with a published deadline; the larger a square, the more close on that day.
    .definition = The next deadline of each topic, on the day in Brussels; of two stages the first.

firms = Calls that funded projects hold for small firms
    .tab = For small firms
    .finding =
        { $calls ->
            [one] { $calls } call
           *[other] { $calls } calls
        }, { $in_theme } run by a project in a partnership's theme.
    .none = The portal lists no open or forthcoming call of a project for third parties.
    .none-in-theme = No open or forthcoming call is run by a project in the theme.
    .coverage =
        Cascade calls of the listing; a project is known by its acronym, or is the only one of the topic. Calls to come:
        projects of { $topics ->
            [0] no open or forthcoming topic
            [one] { $topics } open or forthcoming topic
           *[other] { $topics } open or forthcoming topics
        } will fund third parties, by the text quoted among their conditions.

## Review of one match

review = Review of <code>{ $topic }</code> for { $partnership }
    .saved = Saved.
    .note =
        Kept over every refresh, with your name; earlier entries stay on record. Muted matches leave the lists, files
        and alerts until “Muted: show” is chosen. Relevance moves this call and those like it from the next night on.
    .our-note = Our note
    .save = Save review
    .close = Close
review-status = Our status
    .none = none
review-relevance = Relevant to us
    .none = not said
review-muted = Muted
    .no = no
    .yes = yes
    .why = Why muted
