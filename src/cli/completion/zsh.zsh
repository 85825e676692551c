#compdef aws-sso-wasm
# Completion of aws-sso-wasm for Zsh. Put this into ~/.zshrc, after compinit:
#   source <(aws-sso-wasm completion zsh)

_aws_sso_wasm() {
    local -a candidates
    local candidate about
    while IFS=$'\t' read -r candidate about; do
        candidates+=("${candidate//:/\\:}:$about")
    done < <("${(Q)words[1]}" __complete -- $((CURRENT - 1)) "${(@Q)words}" 2>/dev/null)
    if (( $#candidates )); then
        _describe aws-sso-wasm candidates
    else
        _files
    fi
}

if [[ "${funcstack[1]}" == _aws-sso-wasm ]]; then
    _aws_sso_wasm "$@"
else
    compdef _aws_sso_wasm aws-sso-wasm
fi
