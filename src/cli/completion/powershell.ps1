# Completion of aws-sso-wasm for PowerShell. Put this into $PROFILE:
#   aws-sso-wasm completion powershell | Out-String | Invoke-Expression

Register-ArgumentCompleter -Native -CommandName aws-sso-wasm -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $before = @($commandAst.CommandElements | Where-Object { $_.Extent.EndOffset -lt $cursorPosition } | ForEach-Object { "$_" })
    & $before[0] __complete '--' $before.Count @before $wordToComplete 2>$null | ForEach-Object {
        $word, $about = $_ -split "`t", 2
        $quoted = if ($word -match "[\s'`"]") { "'" + $word.Replace("'", "''") + "'" } else { $word }
        [System.Management.Automation.CompletionResult]::new($quoted, $word, 'ParameterValue', $about)
    }
}
