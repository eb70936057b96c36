/** What a shell runs once, so that it asks Pantry when Tab is pressed: `pantry complete` with the words so far. */
export const scripts = {
  bash: `# pantry completions bash > ~/.local/share/bash-completion/completions/pantry
_pantry() {
  local line
  COMPREPLY=()
  while IFS='' read -r line; do
    COMPREPLY+=("\${line%%$'\\t'*}")
  done < <("\${COMP_WORDS[0]}" complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -o default -F _pantry pantry
`,
  zsh: `#compdef pantry
# pantry completions zsh > a folder of $fpath, as _pantry
_pantry() {
  local -a found
  local line value
  for line in "\${(@f)$("\${words[1]}" complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}"; do
    value="\${line%%$'\\t'*}"
    [[ -n "$value" ]] && found+=("\${value//:/\\\\:}\${\${line#"$value"}/$'\\t'/:}")
  done
  if (( \${#found} )); then
    _describe 'pantry' found
  else
    _files
  fi
}
if [[ "\${funcstack[1]}" = _pantry ]]; then
  _pantry "$@"
else
  compdef _pantry pantry
fi
`,
  fish: `# pantry completions fish > ~/.config/fish/completions/pantry.fish
function __pantry_complete
    set -l words (commandline -opc) (commandline -ct)
    set -l found ($words[1] complete -- $words[2..] 2>/dev/null)
    if set -q found[1]
        printf '%s\\n' $found
    else
        __fish_complete_path (commandline -ct)
    end
end
complete -c pantry -f -a '(__pantry_complete)'
`,
} as const;

export type Shell = keyof typeof scripts;
