"""The whole product on one machine: the demo village, its history, its telephones."""
