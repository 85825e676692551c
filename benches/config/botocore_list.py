"""The names of all profiles, by botocore."""

from botocore.session import Session

print("\n".join(Session().available_profiles))
