# bash completion for hecate. Made by scripts/generateCli.ts. Do not edit.
_hecate() {
  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} words=() index
  COMPREPLY=()
  case $previous in
    --sysroot) COMPREPLY=($(compgen -d -- "$current")); return ;;
    --title) COMPREPLY=(); return ;;
    --profile) COMPREPLY=($(compgen -W "$(hecate complete profile 2>/dev/null)" -- "$current")); return ;;
    --only) COMPREPLY=($(compgen -W "$(hecate complete knob 2>/dev/null)" -- "$current")); return ;;
    --set) COMPREPLY=($(compgen -W "$(hecate complete knob 2>/dev/null)" -- "$current")); return ;;
    --accept-danger) COMPREPLY=($(compgen -W "$(hecate complete knob 2>/dev/null)" -- "$current")); return ;;
    --confirm-within) COMPREPLY=(); return ;;
    --knob) COMPREPLY=($(compgen -W "$(hecate complete knob 2>/dev/null)" -- "$current")); return ;;
    --limit) COMPREPLY=(); return ;;
    --count|-n) COMPREPLY=(); return ;;
  esac
  for ((index = 1; index < COMP_CWORD; index++)); do
    case ${COMP_WORDS[index]} in
      --sysroot|--title|--profile|--only|--set|--accept-danger|--confirm-within|--knob|--limit|--count) ((index++)) ;;
      -*) ;;
      *) words+=("${COMP_WORDS[index]}") ;;
    esac
  done
  if ((${#words[@]} == 0)); then
    COMPREPLY=($(compgen -W 'info profile tune plan apply verify undo status history doctor monitor jobs settings version --help --version' -- "$current"))
    return
  fi
  if ((${#words[@]} == 1)) && [[ $current != -* ]]; then
    case ${words[0]} in
    profile) COMPREPLY=($(compgen -W 'show list set auto clone edit export import remove' -- "$current")) ;;
    tune) COMPREPLY=($(compgen -W 'plan apply confirm verify undo status history' -- "$current")) ;;
    settings) COMPREPLY=($(compgen -W 'get set' -- "$current")) ;;
    esac
    ((${#COMPREPLY[@]} > 0)) && return
  fi
  local command=${words[0]}
  case $command in
    profile|tune|settings) command="$command ${words[1]:-}" ;;
  esac
  case $command in
    'info') if [[ $current == -* ]]; then COMPREPLY=($(compgen -W '--redact --json --sysroot --no-color --help --version' -- "$current")); else COMPREPLY=($(compgen -W 'cpu memory gpus storage network chassis firmware platform' -- "$current")); fi ;;
    'profile show') if [[ $current == -* ]]; then COMPREPLY=($(compgen -W '--json --sysroot --no-color --help --version' -- "$current")); else :; fi ;;
    'profile list') if [[ $current == -* ]]; then COMPREPLY=($(compgen -W '--json --sysroot --no-color --help --version' -- "$current")); else :; fi ;;
    'profile set') if [[ $current == -* ]]; then COMPREPLY=($(compgen -W '--json --sysroot --no-color --help --version' -- "$current")); else COMPREPLY=($(compgen -W "$(hecate complete profile 2>/dev/null)" -- "$current")); fi ;;
    'profile auto') if [[ $current == -* ]]; then COMPREPLY=($(compgen -W '--json --sysroot --no-color --help --version' -- "$current")); else :; fi ;;
    'profile clone') if [[ $current == -* ]]; then COMPREPLY=($(compgen -W '--title --json --sysroot --no-color --help --version' -- "$current")); else COMPREPLY=($(compgen -W "$(hecate complete profile 2>/dev/null)" -- "$current")); fi ;;
    'profile edit') if [[ $current == -* ]]; then COMPREPLY=($(compgen -W '--json --sysroot --no-color --help --version' -- "$current")); else COMPREPLY=($(compgen -W "$(hecate complete profile 2>/dev/null)" -- "$current")); fi ;;
    'profile export') if [[ $current == -* ]]; then COMPREPLY=($(compgen -W '--json --sysroot --no-color --help --version' -- "$current")); else COMPREPLY=($(compgen -W "$(hecate complete profile 2>/dev/null)" -- "$current")); fi ;;
    'profile import') if [[ $current == -* ]]; then COMPREPLY=($(compgen -W '--replace --json --sysroot --no-color --help --version' -- "$current")); else COMPREPLY=($(compgen -f -- "$current")); fi ;;
    'profile remove') if [[ $current == -* ]]; then COMPREPLY=($(compgen -W '--json --sysroot --no-color --help --version' -- "$current")); else COMPREPLY=($(compgen -W "$(hecate complete profile 2>/dev/null)" -- "$current")); fi ;;
    'tune plan') if [[ $current == -* ]]; then COMPREPLY=($(compgen -W '--profile --only --set --tier-b --accept-danger --override-owners --no-persist --json --sysroot --no-color --help --version' -- "$current")); else :; fi ;;
    'plan') if [[ $current == -* ]]; then COMPREPLY=($(compgen -W '--profile --only --set --tier-b --accept-danger --override-owners --no-persist --json --sysroot --no-color --help --version' -- "$current")); else :; fi ;;
    'tune apply') if [[ $current == -* ]]; then COMPREPLY=($(compgen -W '--profile --only --set --tier-b --accept-danger --override-owners --no-persist --yes --confirm-within --json --sysroot --no-color --help --version' -- "$current")); else :; fi ;;
    'apply') if [[ $current == -* ]]; then COMPREPLY=($(compgen -W '--profile --only --set --tier-b --accept-danger --override-owners --no-persist --yes --confirm-within --json --sysroot --no-color --help --version' -- "$current")); else :; fi ;;
    'tune confirm') if [[ $current == -* ]]; then COMPREPLY=($(compgen -W '--json --sysroot --no-color --help --version' -- "$current")); else COMPREPLY=($(compgen -W "$(hecate complete plan 2>/dev/null)" -- "$current")); fi ;;
    'tune verify') if [[ $current == -* ]]; then COMPREPLY=($(compgen -W '--json --sysroot --no-color --help --version' -- "$current")); else COMPREPLY=($(compgen -W "$(hecate complete plan 2>/dev/null)" -- "$current")); fi ;;
    'verify') if [[ $current == -* ]]; then COMPREPLY=($(compgen -W '--json --sysroot --no-color --help --version' -- "$current")); else COMPREPLY=($(compgen -W "$(hecate complete plan 2>/dev/null)" -- "$current")); fi ;;
    'tune undo') if [[ $current == -* ]]; then COMPREPLY=($(compgen -W '--knob --all --force --yes --json --sysroot --no-color --help --version' -- "$current")); else COMPREPLY=($(compgen -W "$(hecate complete plan 2>/dev/null)" -- "$current")); fi ;;
    'undo') if [[ $current == -* ]]; then COMPREPLY=($(compgen -W '--knob --all --force --yes --json --sysroot --no-color --help --version' -- "$current")); else COMPREPLY=($(compgen -W "$(hecate complete plan 2>/dev/null)" -- "$current")); fi ;;
    'tune status') if [[ $current == -* ]]; then COMPREPLY=($(compgen -W '--json --sysroot --no-color --help --version' -- "$current")); else :; fi ;;
    'status') if [[ $current == -* ]]; then COMPREPLY=($(compgen -W '--json --sysroot --no-color --help --version' -- "$current")); else :; fi ;;
    'tune history') if [[ $current == -* ]]; then COMPREPLY=($(compgen -W '--limit --details --json --sysroot --no-color --help --version' -- "$current")); else :; fi ;;
    'history') if [[ $current == -* ]]; then COMPREPLY=($(compgen -W '--limit --details --json --sysroot --no-color --help --version' -- "$current")); else :; fi ;;
    'doctor') if [[ $current == -* ]]; then COMPREPLY=($(compgen -W '--json --sysroot --no-color --help --version' -- "$current")); else :; fi ;;
    'monitor') if [[ $current == -* ]]; then COMPREPLY=($(compgen -W '--count --json --sysroot --no-color --help --version' -- "$current")); else :; fi ;;
    'jobs') if [[ $current == -* ]]; then COMPREPLY=($(compgen -W '--json --sysroot --no-color --help --version' -- "$current")); else :; fi ;;
    'settings get') if [[ $current == -* ]]; then COMPREPLY=($(compgen -W '--json --sysroot --no-color --help --version' -- "$current")); else COMPREPLY=($(compgen -W "$(hecate complete setting 2>/dev/null)" -- "$current")); fi ;;
    'settings set') if [[ $current == -* ]]; then COMPREPLY=($(compgen -W '--json --sysroot --no-color --help --version' -- "$current")); else COMPREPLY=($(compgen -W "$(hecate complete setting 2>/dev/null)" -- "$current")); fi ;;
    'version') if [[ $current == -* ]]; then COMPREPLY=($(compgen -W '--json --sysroot --no-color --help --version' -- "$current")); else :; fi ;;
  esac
}
complete -F _hecate hecate
