# Completion of aws-sso-wasm for Bash. Put this into ~/.bashrc:
#   source <(aws-sso-wasm completion bash)

_aws_sso_wasm() {
    local candidate
    COMPREPLY=()
    while IFS=$'\t' read -r candidate _; do
        printf -v candidate %q "$candidate"
        COMPREPLY+=("$candidate")
    done < <("${COMP_WORDS[0]}" __complete -- "$COMP_CWORD" "${COMP_WORDS[@]}" 2>/dev/null)
}

complete -o default -F _aws_sso_wasm aws-sso-wasm
