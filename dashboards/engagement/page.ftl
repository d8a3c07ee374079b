page =
    .description = Which regions carry each partnership, which are silent, and is it growing?
    .label = Engagement
