//! The examples that end the help of each command.

pub(crate) const PROGRAM: &str = "\
Examples:
  aws-sso-wasm configure sso
      Set up a profile, step by step.
  aws-sso-wasm sso login --profile dev
      Sign in to the session of the profile dev.
  aws-sso-wasm sts get-caller-identity --profile dev
      See who you are.

See 'aws-sso-wasm COMMAND --help' for what a command does.";

pub(crate) const CONFIGURE_SSO: &str = "\
Every question has an option; what an option answers is not asked.

Examples:
  aws-sso-wasm configure sso --profile dev
      Ask for everything but the name of the profile.
  aws-sso-wasm configure sso --profile dev --sso-session work \\
      --sso-start-url https://example.awsapps.com/start --sso-region eu-west-1 \\
      --sso-registration-scopes sso:account:access \\
      --sso-account-id 123456789012 --sso-role-name ReadOnlyAccess \\
      --region eu-west-1 --output json
      Ask for nothing but the sign-in.";

pub(crate) const CONFIGURE_SSO_SESSION: &str = "\
Example:
  aws-sso-wasm configure sso-session --sso-session work";

pub(crate) const LIST_PROFILES: &str = "\
Example:
  aws-sso-wasm configure list-profiles";

pub(crate) const GET: &str = "\
The exit code is 1 if there is no such value. KEY may be PROFILE.NAME or
profile.PROFILE.NAME.

Examples:
  aws-sso-wasm configure get region --profile dev
  aws-sso-wasm configure get profile.dev.sso_session";

pub(crate) const SET: &str = "\
Keys of credentials go to the credentials file, all others to the config file.

Example:
  aws-sso-wasm configure set region eu-west-1 --profile dev";

pub(crate) const EXPORT_CREDENTIALS: &str = "\
The output holds secrets.

Examples:
  eval \"$(aws-sso-wasm configure export-credentials --profile dev --format env)\"
      Put the credentials into the environment of this shell.
  credential_process = aws-sso-wasm configure export-credentials --profile dev
      A line of ~/.aws/config that serves every AWS SDK.";

pub(crate) const LOGIN: &str = "\
The browser opens, and the terminal waits. If the browser runs on another
machine, paste the address that it ends at into the terminal.

Examples:
  aws-sso-wasm sso login --profile dev
  aws-sso-wasm sso login --sso-session work --use-device-code
      Sign in with a code, on any device.
  aws-sso-wasm sso login --sso-session work --if-needed
      Do nothing if the token is still good.";

pub(crate) const LOGOUT: &str = "\
Examples:
  aws-sso-wasm sso logout
      Sign out of every session.
  aws-sso-wasm sso logout --sso-session work
      Sign out of one, and leave the others alone.";

pub(crate) const STATUS: &str = "\
Examples:
  aws-sso-wasm sso status
  aws-sso-wasm sso status --output json --query 'sessions[].token.expiresAt'";

pub(crate) const LIST_ACCOUNTS: &str = "\
Example:
  aws-sso-wasm sso list-accounts --sso-session work --output table";

pub(crate) const LIST_ACCOUNT_ROLES: &str = "\
Examples:
  aws-sso-wasm sso list-account-roles --account-id 123456789012 --profile dev
  aws-sso-wasm sso list-account-roles --all --sso-session work --output text";

pub(crate) const GET_CALLER_IDENTITY: &str = "\
Examples:
  aws-sso-wasm sts get-caller-identity --profile dev
  aws-sso-wasm sts get-caller-identity --query Account --output text";

pub(crate) const DOCTOR: &str = "\
Examples:
  aws-sso-wasm doctor
      Look, and change nothing.
  aws-sso-wasm doctor --repair
      Mend file modes and clear out what is beyond use.";

pub(crate) const SANDBOX: &str = "\
It prints the environment that leads programs to it, and runs until Ctrl-C.

Example:
  aws-sso-wasm sandbox --accounts 40 --roles 3 --rate-limit 20";

pub(crate) const SERVE: &str = "\
It opens the page in your browser, which nobody else can, and runs until Ctrl-C.
The sessions of ~/.aws/config are offered by name.

Examples:
  aws-sso-wasm serve
  aws-sso-wasm serve --port 8400 --no-browser
      Print an address that lets one browser in, once. For a forwarded port.
  aws-sso-wasm serve --sandbox
      Try it without an AWS account.";

pub(crate) const COMPLETION: &str = "\
Examples:
  source <(aws-sso-wasm completion bash)
      In ~/.bashrc.
  source <(aws-sso-wasm completion zsh)
      In ~/.zshrc, after compinit.
  aws-sso-wasm completion fish | source
      In ~/.config/fish/config.fish.
  aws-sso-wasm completion powershell | Out-String | Invoke-Expression
      In $PROFILE.";

pub(crate) const FAMILY: &str = "\
Add --help to a command to see its options and examples.";
