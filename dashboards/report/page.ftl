page = State a partnership
    .description = State a partnership: check a workbook, hand it in, see which facts matter next
    .kicker = How do I state a partnership, and which facts matter next?
    .answer = Fill in a workbook or the short form of fifteen facts; the check names every problem by sheet and cell.
    .read-only =
        Workbooks are taken only from people who are signed in and may write, or on the machine that serves these pages,
        and for the newest edition. Elsewhere: <code>interregio registry check</code>, then ask the operator.

## What to fill in

choose-partnership = Fill in what is known of
    .new = one that is new
choose-format = As
    .page = short form, here
    .xlsx = workbook (XLSX)
    .toml = short form (TOML)
choose-open = Open
    .how = The comment on each header says what its column takes. Leave out what you do not know: it is never zero.

form = State { $partnership }
    .new = State a partnership that is new
    .answer =
        Fifteen facts in nine questions. What you leave blank is not known: never zero, never no. What you fill in is
        taken as the whole answer, members as all members: clear what you cannot vouch for. Name no persons.
    .partnership = Partnership
    .day = The day this speaks for
    .field = { $column }, row { $row }

## What to hand in, and what the check found

hand-in = Check and hand in
    .check = Check
    .file = Filled workbook or short form

# $name: of the file that was handed in; .handed-in, .refused and .sound follow .answer.
check = Check of { $name }
    .answers = Check of the form
    .answer =
        { $problems ->
            [0] No problem
            [one] { $problems } problem
           *[other] { $problems } problems
        }.
    .handed-in = It is in the inbox as { $file }; the next night takes it up.
    .refused = It would not be loaded.
    .sound = It would be loaded; it is not in the inbox.
    .problems = Problems
    .none = None.
    .marked = { $file }, with these cells marked
    .facts = Facts that matter next
    .fact = <a>{ $partnership }</a>: { $fact }
