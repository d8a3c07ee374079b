page = Call sheet
    .description = One call for one partnership: what, whether, with whom, what next
    .kicker = Call sheet: { $topic }, for { $partnership }
    .portal = The call on the portal

missing = No such call for this partnership

closed = This call takes no applications
    .since =
        { $day ->
            [none] { $topic } closed.
           *[day] { $topic } closed on { $day }.
        }
    .unknown = { $topic } is no open or forthcoming call for it.
    .others = Calls that the partnership can win

## The first sentences: when it opens and closes, and whether the members may apply

opens =
    { $day ->
        [none] Not open yet.
       *[day] Opens { $day }.
    }

closes =
    { $model ->
        [two-stage] Stage 1 closes
       *[single-stage] Closes
    } { $day }, 17:00 in Brussels by rule: { $days ->
        [0] no day
        [one] { $days } day
       *[other] { $days } days
    } left.
    .never = No deadline is published.

verdict-pass = The known members can form an eligible consortium, as far as rules were read.
verdict-fail = The members cannot form an eligible consortium.
verdict-unknown = Whether the members are eligible is not known yet.

## What it is about and asks for

scope = What it is about
    .none = The source gives no text for this call.
    .quoted = Sentences of the call itself.

terms = Terms
    .theme = Theme
    .programme = Programme
    .budget = Budget
    .budget-estimated = at most { $money } (estimated)
    .stages = Stages
    .condition =
        { $evidence ->
            [text] { $words } (its text)
            [portal] { $words } (portal)
            [shipped] { $words } (shipped facts)
           *[rule] { $words } (by rule)
        }
    .left-open = left open

theme-is_theme_core = on the agenda
theme-is_theme_match = adjacent
theme-is_instrument_match = open to every theme
theme-none = outside the theme

condition-grant = Amount
condition-is_grant_range_binding = Amount binds
condition-funding_rate = Rate
condition-expected_grants = Grants expected
condition-lump_sum = Lump sum
condition-third_party_support = Third parties
condition-trl_start = Readiness, start
condition-trl_end = Readiness, end

rules = Rule by rule
    .none = No rule on who takes part was read.

## What is to be done

next = What next
    .step = Next step
    .near-miss = Near miss
    .status = Our status
    .status-none = none yet
    .muted = muted
    .change = Change
    .partnership = Partnership

# $what: an open question about the call, in words of dbt.
step-find-out = Find out: { $what }
step-win = Win who is missing, see below.
step-agree =
    { $status ->
        [open] Agree on who coordinates and on who brings what before it closes.
       *[forthcoming] Agree on who coordinates and on who brings what before it opens.
    }
    .asked =
        { $status ->
            [open] Ask { $coordinator } to coordinate, then agree on who brings what before it closes.
           *[forthcoming] Ask { $coordinator } to coordinate, then agree on who brings what before it opens.
        }

# $rules: names of rules, those of .conflict with their wording.
consortium = With whom
    .coverage =
        { $consortia ->
            [0] No consortium is found.
            [one] { $consortia } consortium, the smallest that keeps the rules.
           *[other] { $consortia } consortia, the smallest that keep the rules, strongest evidence first.
        } Projects show who has done it, not who would.
    .conflict =
        Why not: { $rules }. Whatever else is asked for, { $count ->
            [one] this cannot be kept.
           *[other] these cannot be kept together; with any one of them left out the others can.
        }
    .undecided = No list of names can decide: { $rules }.
    .rules = Rule by rule, CSV
    .team =
        Consortium { $number }: { $applicants ->
            [one] { $applicants } applicant
           *[other] { $applicants } applicants
        }

applicant = <strong>{ $name }</strong>, { $region } ({ $code })
    .unnamed = <strong>An organisation of</strong> { $region } ({ $code })
    .coordinates = could coordinate
    .introduced =
        { $who ->
            [nobody] Introduced by nobody that is known.
           *[somebody] Introduced by { $who }.
        }
