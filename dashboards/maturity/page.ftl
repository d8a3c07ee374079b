# $highest: the message “highest”; $share: a percentage.
page = Maturity
    .description = Which partnerships are mature, how sure are we, and what drives it
    .label = Maturity
    .kicker = Which are mature, how sure are we, what drives it, what if I weigh it differently?
    .answer =
        { $highest }; { $share } of { $partnerships ->
            [one] 1 partnership is
           *[other] { $partnerships } partnerships are
        } not assessed, which does not mean weak.
    .unassessed =
        No partnership of { $partnerships } can be assessed as a whole: at most { $known } of { $indicators } indicators
        { $known ->
            [one] has
           *[other] have
        } a value. Not assessed does not mean weak.

tab-bounds = What it can be
tab-scores = As a whole
tab-pillars = Pillar by pillar
tab-known = What is known
tab-pairs = Clear differences
tab-drivers = What drives it
tab-changes = Changes
tab-checks = Checks
tab-weights = Your weights
tab-services = Services

filter-platform = Platform
    .all = All platforms
filter-pillar = Pillar
    .all = All pillars

-own-measure = Our own measure: no public composite score of these partnerships exists.
-intervals = Line: where nine draws in ten over the assumptions of the framework put the score; mark: their median.
-alike =
    “Like 3 of 9”: cannot be distinguished from three of the nine others that are assessed, because fewer than nineteen
    draws in twenty rank the two the same way.

## What a score can be

# $pillar: name of a pillar or “as a whole”; $fact: what to ask a partnership for, in words of dbt.
bounds = What it can be
    .finding = { $name } is known best: { $low } to { $high } points as a whole are still possible.
    .finding-and-fact =
        { $name } is known best: { $low } to { $high } points as a whole are still possible; the first fact to ask for
        is { $fact } for { $asked } of { $partnerships }.
    .none = No partnership here.
    .coverage =
        The chart ({ $pillar }) shows the { $shown } partnerships of { $partnerships } with the narrowest bounds; the
        table has all, and the other pillars.
    .definition =
        Line: from the score if everything unknown were worst to the score if it were best; mark: from what is known
        alone, without draws. Nothing that is missing can move a score off its line. Points beside a fact: by how much
        it narrows the bounds of the whole.
    .axis = { $pillar }: points, 0 to 100
    .mark = Known alone
    .said = { $low } to { $high }
    .said-and-known = { $low } to { $high }, known { $known }

next =
    .finding = As a whole { $bounds } points; one fact would narrow this most: { $fact }.
    .none = As a whole { $bounds } points; nothing is missing.
    .fact = { $fact } ({ $points } points)
    .coverage =
        { $facts ->
            [0] No fact is missing
            [one] 1 fact
           *[other] { $facts } facts, each beside those before it
        }; members: { $members }.
    .then = Once that is known: { $facts }.

## Scores

total = Maturity as a whole
    .finding = Stage, which is separate from the score: { $stages }; not known of { $silent }.
    .stage = { $count } { $stage }
    .none = none known
    .coverage =
        { $assessed } of { $partnerships } partnerships assessed; on average { $share } of the scored indicators have a
        value. The others stand in the table with the reason.
    .definition = { -own-measure } { -intervals } { -alike }
    .audit = Audit file: every total recomputed in a spreadsheet (XLSX)

# Begins a sentence, or stands behind the name of a pillar. $interval: the message “interval”.
highest =
    { $name } stands highest (median { $interval }){ $alike ->
        [0] {""}
       *[other] {" "}and cannot be distinguished from { $alike } of { $others ->
            [one] 1 other
           *[other] { $others } others
        }
    }

interval = { $median }, { $low } to { $high }
    .detail =
        { $interval } · { $known } of { $indicators } known{ $others ->
            [0] {""}
           *[other] {" "}· like { $alike } of { $others }
        }
    .banded = { $interval } · { $band } · { $known } of { $indicators } known
    .unassessed = not assessed, which does not mean weak · { $known } of { $indicators } known

pillars = Pillar by pillar
    .finding = { $pillar }: { $highest }; { $share } are not assessed.
    .finding-and-silent =
        { $pillar }: { $highest }; { $share } are not assessed; no partnership has a score for { $silent }.
    .none = No pillar of any partnership here has two indicators with a value.
    .coverage =
        { $scored } of { $scores } pillar scores could be made; a pillar needs two indicators with a value. The others
        stand in the table with the reason.
    .definition = { -own-measure } { -intervals } { -alike }

# $band, $stage, $evidence, $basis, $reason: in words of dbt.
own = How mature it is
    .finding = As a whole { $band }: median { $interval } points.
    .borderline = As a whole { $band }: median { $interval } points, near a limit.
    .unassessed = Not assessed as a whole. { $reason }
    .pillars-known = Not assessed as a whole. { $reason } Known: { $pillars } points.
    .pillar = { $pillar }, median { $interval }
    .whole = As a whole
    .none = No pillar is known.
    .definition = { -own-measure } { -intervals }
    .stage = Stage: { $stage } ({ $evidence }). { $basis }.

## What is known

known = What is known of whom
    .finding =
        { $name } ({ $id }) is known of most, { $partnerships ->
            [one] 1 partnership
           *[other] { $partnerships } partnerships
        }; { $empty ->
            [0] every indicator is known of some partnership.
            [one] 1 indicator of { $indicators } is known of none.
           *[other] { $empty } indicators of { $indicators } are known of none.
        }
    .none = Nothing is known that an indicator could rest on.
    .empty = No indicator of any partnership.
    .shown = The chart shows the { $shown } partnerships of { $partnerships } of which most is known, the table all.
    .coverage =
        { $places } places: { $declared } declared, { $observed } observed, { $demonstration ->
            [0] { $missing } missing. Missing is not zero. C6 and E7 are context and never scored.
           *[other]
                { $demonstration } demonstration, { $missing } missing. Missing is not zero. C6 and E7 are context and
                never scored; nor are demonstration data.
        }
    .definition = { -own-measure } M: mission, C: partners, P: contact, E: ecosystems.

## How firm the ranking is and what drives it

scope-total = the total

# $scope, here and below: name of a pillar, or scope-total.
pairs = Which differences are clear
    .finding =
        In { $scope }, { $alike } of { $pairs ->
            [one] 1 pair
           *[other] { $pairs } pairs
        } of partnerships cannot be distinguished, and { $certain ->
            [one] { $certain } stands
           *[other] { $certain } stand
        } in an order that no missing fact can reverse.
    .none = In { $scope }, no two partnerships have a score that could be compared.
    .empty = No two partnerships have a score here.
    .coverage = Every two partnerships with a score, the highest median first; another pillar can be chosen above.
    .definition = Columns carry the numbers of the rows.

assumptions = What drives it: assumptions
    .finding =
        In { $scope }, ranks depend most on one assumption, { $assumption }: { $alone } of their variance alone,
        { $together } together with the others.
    .none = In { $scope }, ranks do not vary with the assumptions, or too few are scored to be ranked.
    .empty = The ranks do not vary here, so that no assumption can move them.
    .coverage =
        Mean shift of rank against the official ranking, of those that are scored whatever is assumed; the table has the
        score of each of them too.
    .definition =
        Share of the variance that an assumption brings alone (first order) and together with others (total order), with
        the 90{"\u202F"}% interval of the estimate; one below zero stands for zero.
    .detail = alone { $alone } · with others { $together }

indicators = What drives it: indicators
    .finding =
        In { $scope }, ranks depend most on { $indicator }: without it partnerships move by { $places } places on
        average, at most by { $most }.
    .none = In { $scope }, nothing changes rank when one indicator is left out.
    .empty = No partnership has a score here that an indicator could be left out of.
    .axis = Places, mean
    .coverage =
        { $partnerships ->
            [0] No partnership
            [one] 1 partnership
           *[other] { $partnerships } partnerships
        } with a score; beside each bar the mean shift of rank and of points, whatever its direction.
    .definition = Each scored indicator is left out in turn; all else is as the framework has it.
    .detail =
        { $places } · { $points } points{ $lost ->
            [0] {""}
           *[other] {" "}· { $lost } lost
        }
    .unscored = no score without it

checks = How sound the framework is
    .finding =
        { $flagged ->
            [0] None of { $made } checks that can be made is flagged
            [one] 1 of { $made } checks that can be made is flagged: { $names }
           *[other] { $flagged } of { $made } checks that can be made are flagged: { $names }
        }; { $unmade } cannot be made with what is known today.
    .coverage =
        { $made } of { $checks ->
            [one] 1 check
           *[other] { $checks } checks
        } { $made ->
            [one] has
           *[other] have
        } enough observations; what is flagged stands first, what cannot be said last.
    .definition = A flag asks for a look and decides nothing; each rule stands in its row.

check = { $flagged } of { $made } flagged
    .unmade = cannot be made today
    .rule = { $rule }.
    .flagged = { $rule }. Flagged: { $subjects }.

## What changed

-differences =
    Total and pillars that differ from the edition before or from half a year ago; what stayed the same has no row. The
    amounts add up to the difference.

changes = What changed, and why
    .finding =
        { $scores ->
            [one] 1 score differs
           *[other] { $scores } scores differ
        } from before; most by { $part }, { $points } points ({ $cause }).
    .unsplit =
        { $scores ->
            [one] 1 score differs
           *[other] { $scores } scores differ
        } from before: scores appeared or disappeared, so there is no difference to split.
    .none = No score differs from the edition of { $day }.
    .first = There is no earlier edition to compare with.
    .start = Edition before
    .end = This edition
    .coverage = { -differences }
    .coverage-of-chart =
        { -differences } The chart shows up to { $shown } scores that moved most since the edition before.
    .framework = the framework
    .part = { $points } { $part } ({ $cause })
    .parts =
        { $more ->
            [0] { $parts }.
            [one] { $parts }; 1 indicator more in the table.
           *[other] { $parts }; { $more } indicators more in the table.
        }

change-became_assessed = assessed now, not then
change-no_longer_assessed = assessed then, not now

since-last_edition = { $subject }, since the edition of { $day }
since-half_year = { $subject }, since half a year ago, the edition of { $day }

effects = Before and after services
    .finding =
        { $services ->
            [one] 1 service
           *[other] { $services } services
        } recorded; of { $indicators ->
            [one] 1 indicator
           *[other] { $indicators } indicators
        } { $rose ->
            [one] 1 stands
           *[other] { $rose } stand
        } higher afterwards and { $fell } lower, which proves no effect of the service.
    .none =
        { $services ->
            [one] 1 service
           *[other] { $services } services
        } recorded; of no indicator is known what it was before and after.
    .empty = Of no indicator is known what it was before and after.
    .start = Before
    .end = After
    .coverage =
        { $known } of { $pairs ->
            [one] 1 pair
           *[other] { $pairs } pairs
        } of before and after { $known ->
            [one] is
           *[other] are
        } known; the table says why the others are not.
    .detail = { $service } · { $points } points

## Weights of a reader's own

# $weights: one or more of .weight, with .more where there are many.
weights = Your weights
    .finding =
        With { $weights }: { $name } stands highest; { $moved ->
            [0] no partnership changes
            [one] 1 partnership changes
           *[other] { $moved } partnerships change
        } rank{ $new ->
            [0] {""}
            [one] {" "}and 1 is assessed that officially is not
           *[other] {" "}and { $new } are assessed that officially are not
        }.
    .none = With { $weights }: no partnership of { $partnerships } can be assessed.
    .official =
        These are the official weights, with which { $assessed ->
            [0] no partnership
            [one] 1 partnership
           *[other] { $assessed } partnerships
        } of { $partnerships } can be assessed; change them below to see what depends on them.
    .weight = { $name } { $own } instead of { $official }
    .more =
        { $weights } and { $more ->
            [one] 1 more weight
           *[other] { $more } more weights
        }
    .empty =
        With these weights no partnership can be assessed as a whole. Give zero to the pillars of which nothing is
        known, and the others are scored without them.
    .start = Official weights
    .coverage =
        { $assessed } of { $partnerships ->
            [one] 1 partnership
           *[other] { $partnerships } partnerships
        } can be assessed with these weights, by the rules that hold officially: { $indicators } indicators to a pillar,
        { $share } of all that weigh. What weighs zero is neither counted nor missed.
    .definition = Same points, same formula, other weights; ranks count among those that can be assessed.
    .note = Your weights are kept in the address of this page and nowhere else, and never stored as official.

rank = { $score } · rank { $rank }, officially { $official }
    .moved = { $score } · rank { $rank }, officially { $official } ({ $arrow })
    .unassessed = { $score } · rank { $rank }, not assessed officially

form =
    .help =
        In per cent; only proportions count, among the four pillars and inside each. An empty field keeps the official
        weight, which stands in grey.
    .pillars = Weight of the pillars
    .indicators = Weights of the indicators inside the pillars
    .inside = Inside { $pillar }
    .official = (official { $weight })
    .send = Score with these weights
    .link = Link to these weights

## Services

services = Which service would help
    .none = No service can be recommended: what the rules ask for is not known or not the case.
    .coverage =
        { $judged } of { $verdicts ->
            [one] 1 verdict
           *[other] { $verdicts } verdicts
        } could be given; where it is not known whether a rule fires, nothing is recommended.
    .definition = The rules of the guidance in our own words; the table cites the document of each.
    .scale-up =
        Nothing points to scale-up and commercialisation: the guidance has no insight on when it helps. No rule leads to
        funding, finance and investment assistance either.
    .see-table = The table has every rule with what is not known.

# Of one partnership the number is 0: its page need not say whom.
verdict-recommended =
    { $partnerships ->
        [0] Recommended: { $services }.
        [one] Recommended to 1 partnership: { $services }.
       *[other] Recommended to { $partnerships } partnerships: { $services }.
    }
verdict-waiting =
    { $partnerships ->
        [0] No service can be recommended yet; possible if the conditions turn out to be met: { $services }.
        [one]
            No service can be recommended yet; possible for 1 partnership if the conditions turn out to be met:
            { $services }.
       *[other]
            No service can be recommended yet; possible for { $partnerships } partnerships if the conditions turn out
            to be met: { $services }.
    }

service-recommended = recommended
service-held_back = held back: a condition before it is not met
service-gate_unknown = possible: whether a condition before it is met is not known

rule = Rule
    .text = { $statement } ({ $document })
    .evidence = Evidence
    .proxy = { $evidence } (by proxy)
    .stays = Stays
    .share = in { $share } of the draws
    .undrawn = not drawn
    .change = What would change it
