"""The Region of a profile, by botocore."""

import sys

from botocore.session import Session

print(Session(profile=sys.argv[1]).get_scoped_config()["region"])
