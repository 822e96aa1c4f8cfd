"""Learning: programmes of modules, the player, cohorts and enrolments."""
