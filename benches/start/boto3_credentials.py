"""Role credentials of a profile, by boto3."""

import json

import boto3

found = boto3.Session(profile_name="demo").get_credentials().get_frozen_credentials()
print(json.dumps({"accessKeyId": found.access_key, "secretAccessKey": found.secret_key, "sessionToken": found.token}))
