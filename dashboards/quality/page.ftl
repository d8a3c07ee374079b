page =
    .description = What is fresh, complete and in doubt, and what arrived last night
    .label = Quality
