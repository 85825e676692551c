// Where `cargo xtask test` put the programs that others wrote.

function given(name: string): string {
  const value = process.env[name];
  if (value === undefined)
    throw new Error(`${name} is not set: run \`cargo xtask test --only clients\`.`);
  return value;
}

/** Python with boto3. */
export const PYTHON = given('CLIENT_PYTHON');

/** The AWS CLI v1, from PyPI. */
export const AWS_PYPI = given('CLIENT_AWS_PYPI');

/** The AWS CLI v2, from Debian; undefined where it could not be had. */
export const AWS_DEBIAN = process.env['CLIENT_AWS_DEBIAN'];
