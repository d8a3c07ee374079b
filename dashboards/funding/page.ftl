page =
    .description = Calls that fit the partnerships: why, what is missing, by when
    .label = Funding
