# Completion of aws-sso-wasm for fish. Put this into ~/.config/fish/config.fish:
#   aws-sso-wasm completion fish | source

function __aws_sso_wasm_complete
    set -l words (commandline --tokenize --cut-at-cursor --current-process)
    $words[1] __complete -- (count $words) $words (commandline --current-token --cut-at-cursor) 2>/dev/null
end

complete --command aws-sso-wasm --no-files --arguments '(__aws_sso_wasm_complete)'
complete --command aws-sso-wasm --long-option ca-bundle --require-parameter --force-files
