"""Tests mirror kit/analysis."""
