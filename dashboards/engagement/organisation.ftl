page =
    .description = Which partnerships work in the field of this organisation, and whom does it know?
