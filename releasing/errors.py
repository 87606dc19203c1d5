"""What keeps a release from being made."""


class ReleaseError(Exception):
    """A file, a check or a section of the changelog that is not as a release needs it."""
