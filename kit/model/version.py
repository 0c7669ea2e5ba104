"""The kit's version, as reports print it and `kit --version` says it."""

VERSION = "0.1.0"
