page =
    .description = All thematic smart specialisation partnerships, side by side
    .label = Partnerships
