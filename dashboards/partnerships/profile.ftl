page =
    .description = Who is in it, how is it doing, what should it do next?
    .kicker = Partnership, { $platform }
    .no-platform = platform not known

missing = No such partnership
    .kicker = Partnership
    .answer = This edition has no partnership with the id “{ $id }”.

# $bounds: lowest and highest possible score, “12 to 60”; $fact: in words of dbt.
answer =
    .bounds = { $bounds } of 100 points of maturity are possible.
    .bounds-fact = { $bounds } of 100 points of maturity are possible; the most telling missing fact: { $fact }.
    .calls =
        { $topics ->
            [0] No open or forthcoming topic is in its theme.
            [one] { $topics } topic in its theme; the known members pass the rules of { $passed }.
           *[other] { $topics } topics in its theme; the known members pass the rules of { $passed }.
        }
    .calls-deadline =
        { $topics ->
            [one] { $topics } topic
           *[other] { $topics } topics
        } in its theme; the known members pass the rules of { $passed }; next deadline { $deadline }.

tab =
    .members = Members
    .maturity = Maturity
    .services = Services
    .projects = Projects
    .calls = Calls
    .theme = About it

## Counts

# Which members a statement on joint projects speaks for, behind the statement.
reach = {" "}among the members known ({ $members })
    .none = none{ $reach }

count-members = Known members
    .note = { $members }{ $kinds }, in { $countries ->
            [0] no country
            [one] { $countries } country
           *[other] { $countries } countries
        }
    .kinds = {" "}({ $kinds })
count-active = Members in joint projects
count-projects = Joint projects
count-organisations = Organisations in them
    .note = seated in member regions
count-money = Net EU contribution
    .note = to these organisations

# Members that are no region to be counted beside the others.
kind =
    .countries = { $members ->
            [one] { $members } country
           *[other] { $members } countries
        }
    .nested = { $members ->
            [one] { $members } inside another member
           *[other] { $members } inside other members
        }
    .without_code = { $members } without a NUTS code

## About it

profile = A placeholder: the platform has partnerships whose names are not established.
    .launched = Launched
    .status = Status
    .sign = Last public sign
    .no-sign = none recorded
    .theme = Theme
    .website = Website
    .confidence = How sure

# $basis, $confidence: in words of dbt.
theme = What it is about
    .none = No niche of its theme is known.
    .declared = Its secretariat names { $niches ->
            [one] { $niches } niche
           *[other] { $niches } niches
        }.
    .finding = { $niches ->
            [one] { $niches } niche
           *[other] { $niches } niches
        }, { $own } of them resting on the partnership's own words or projects, the others on its name or on knowledge
        of the field.
    .coverage-none = No scope is known.
    .coverage-declared = The scope above is stated by the secretariat.
    .coverage =
        The scope above is written for this project, approved by no partnership; it rests on { $basis }, confidence
        { $confidence }.
    .definition = Sub-topics of the theme, with terms that calls and projects use.
    .correct =
        Something wrong, missing or too coarse? <a>State it</a>: the secretariat's workbook takes precedence (column
        Scope, sheet Niches).

## Members

members = Who carries it
    .none = No member of this partnership is known.
    .finding =
        { $name } receives the most in joint projects, { $money } or { $share } of the money of { $members ->
            [all] all
           *[known] the known
        } members.
    .finding-silent =
        { $name } receives the most in joint projects, { $money } or { $share } of the money of { $members ->
            [all] all
           *[known] the known
        } members; { $leads ->
            [one] { $leads } lead has
           *[other] { $leads } leads have
        } no joint project{ $reach }.
    .axis = Net EU contribution, EUR million
    .bar = { $money } · { $projects ->
            [0] no project
            [one] { $projects } project
           *[other] { $projects } projects
        }
    .empty = No member is known to receive money in a joint project of this theme.
    .coverage = { $funded } of { $members ->
            [one] { $members } known member
           *[other] { $members } known members
        } { $funded ->
            [one] receives
           *[other] receive
        } money in a joint project{ $shown ->
            [all] {""}
           *[other] ; the chart shows the first { $shown }
        }. Joint projects are what can be observed; the level says how many, and the newest act stands beside it.
    .definition =
        Net EU contribution to organisations with their legal seat in the member region, in the partnership's joint
        projects. A role is a duty, not activity.

## Calls

matches = What it could apply for
    .empty = No open or forthcoming topic shares words with the theme.
    .coverage = { $coverage } The chart shows the best { $shown } by theme or instrument, the table all.
    .filter = Filter these topics by programme, eligibility, status or words, and see every rule

## Joint projects

projects = Its joint projects
    .none = None of { $members ->
            [one] { $members } member
           *[other] { $members } members
        } appears in a joint project.
    .unknown = Unknown: no joint project{ $reach } could be observed; one that is missing may be a partner.
    .finding = { $projects ->
            [one] { $projects } joint project
           *[other] { $projects } joint projects
        }{ $beside ->
            [0] {""}
            [one] {" "}and { $beside } project of I3 and of valleys
           *[other] {" "}and { $beside } projects of I3 and of valleys
        }; the widest, { $widest }, joins { $regions } member regions{ $reach }.
    .beside = { $beside ->
            [one] { $beside } project
           *[other] { $beside } projects
        } of I3 and of valleys beside.
    .coverage =
        { $untitled } of { $projects ->
            [one] { $projects } project
           *[other] { $projects } projects
        } { $untitled ->
            [one] is
           *[other] are
        } shown with the title of the topic, because the project's own record is not in the source. Counts and sums of all pages are of projects whose partners CORDIS lists, { $window }.
    .coverage-beside = { $beside ->
            [one] { $beside } project of I3 and of valleys stands
           *[other] { $beside } projects of I3 and of valleys stand
        } below, in no count or sum: their partners or regions are those that the portal's projects index or public
        pages name, { $window }, and most of them name few.
    .window = known from { $first } to { $last }
    .never = never loaded
    .undated = undated
    .definition =
        A project in the partnership's theme with organisations of at least two of its member regions.
