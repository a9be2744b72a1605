"""The one version of the distribution: both packages and the wheel read it here."""

__version__ = "0.1.0"
