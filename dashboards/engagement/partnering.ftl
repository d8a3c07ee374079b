page =
    .description = Who is missing in each partnership, and who could fill the gap?
    .label = Partnering
