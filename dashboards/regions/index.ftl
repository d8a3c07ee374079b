page =
    .description = All regions, the partnerships they are in, and those that are in none
    .label = Regions
