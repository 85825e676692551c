"""Who am I, by boto3."""

import json

import boto3

print(json.dumps({"Arn": boto3.Session(profile_name="demo").client("sts").get_caller_identity()["Arn"]}))
