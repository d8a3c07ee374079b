page =
    .description = How two editions differ, and why
