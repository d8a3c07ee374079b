page =
    .description = Where do interest and expertise meet, niche by niche?
    .label = Scoping
