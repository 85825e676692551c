# Completion of aws-sso-wasm for Bash. Put this into ~/.bashrc:
#   source <(aws-sso-wasm completion bash)

_aws_sso_wasm() {
    local candidate word prefix= count=0
    local -a words
    # Bash takes a name with colons for many words, and replaces the last of them only.
    for word in "${COMP_WORDS[@]:0:COMP_CWORD+1}"; do
        if ((count > 0)) && [[ $word == :* || ${words[count - 1]} == *: ]]; then
            words[count - 1]+=$word
        else
            words[count++]=$word
        fi
    done
    [[ $COMP_WORDBREAKS == *:* && $word != "${words[count - 1]}" ]] && prefix=${words[count - 1]%:*}:
    COMPREPLY=()
    while IFS=$'\t' read -r candidate _; do
        printf -v candidate %q "${candidate#"$prefix"}"
        COMPREPLY+=("$candidate")
    done < <("${words[0]}" __complete -- $((count - 1)) "${words[@]}" 2>/dev/null)
}

complete -o default -F _aws_sso_wasm aws-sso-wasm
