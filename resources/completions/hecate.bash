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
    --sort) COMPREPLY=($(compgen -W 'cpu memory io gpu pid name user threads' -- "$current")); return ;;
    --filter) COMPREPLY=(); return ;;
    --signal) COMPREPLY=($(compgen -W 'TERM KILL INT HUP STOP CONT USR1 USR2' -- "$current")); return ;;
    --nice) COMPREPLY=(); return ;;
    --io-priority) COMPREPLY=(); return ;;
    --cpus) COMPREPLY=(); return ;;
    --span) COMPREPLY=(); return ;;
    --from) COMPREPLY=(); return ;;
    --to) COMPREPLY=(); return ;;
    --points) COMPREPLY=(); return ;;
    --format) COMPREPLY=($(compgen -W 'csv json text markdown html' -- "$current")); return ;;
    --output|-o) COMPREPLY=($(compgen -f -- "$current")); return ;;
    --folder) COMPREPLY=($(compgen -d -- "$current")); return ;;
    --peer) COMPREPLY=(); return ;;
    --python) COMPREPLY=($(compgen -f -- "$current")); return ;;
    --group) COMPREPLY=($(compgen -W 'quick standard full stress' -- "$current")); return ;;
    --target) COMPREPLY=(); return ;;
    --max-seconds) COMPREPLY=(); return ;;
    --note) COMPREPLY=(); return ;;
    --temperature-limit) COMPREPLY=(); return ;;
    --compare-with) COMPREPLY=($(compgen -W "$(hecate complete run 2>/dev/null)" -- "$current")); return ;;
    --test) COMPREPLY=($(compgen -W "$(hecate complete benchmark 2>/dev/null)" -- "$current")); return ;;
    --metric) COMPREPLY=(); return ;;
    --unit) COMPREPLY=(); return ;;
    --direction) COMPREPLY=($(compgen -W 'higher lower' -- "$current")); return ;;
    --timeout) COMPREPLY=(); return ;;
    --knobs) COMPREPLY=($(compgen -W "$(hecate complete knob 2>/dev/null)" -- "$current")); return ;;
    --min-gain) COMPREPLY=(); return ;;
    --guard) COMPREPLY=(); return ;;
  esac
  for ((index = 1; index < COMP_CWORD; index++)); do
    case ${COMP_WORDS[index]} in
      --sysroot|--title|--profile|--only|--set|--accept-danger|--confirm-within|--knob|--limit|--count|--sort|--filter|--signal|--nice|--io-priority|--cpus|--span|--from|--to|--points|--format|--output|--folder|--peer|--python|--group|--target|--max-seconds|--note|--temperature-limit|--compare-with|--test|--metric|--unit|--direction|--timeout|--knobs|--min-gain|--guard) ((index++)) ;;
      -*) ;;
      *) words+=("${COMP_WORDS[index]}") ;;
    esac
  done
  if ((${#words[@]} == 0)); then
    COMPREPLY=($(compgen -W 'info profile tune plan apply verify undo status doctor monitor top processes process services history alerts web bench proof jobs settings version --help --version' -- "$current"))
    return
  fi
  if [[ $current != -* ]]; then
    case "${words[*]}" in
    'profile') COMPREPLY=($(compgen -W 'show list set auto clone edit export import remove' -- "$current")) ;;
    'tune') COMPREPLY=($(compgen -W 'plan apply confirm verify undo status history prove' -- "$current")) ;;
    'process') COMPREPLY=($(compgen -W 'show signal adjust' -- "$current")) ;;
    'history') COMPREPLY=($(compgen -W 'status list show export clear' -- "$current")) ;;
    'alerts') COMPREPLY=($(compgen -W 'active log rules ack watch' -- "$current")) ;;
    'web') COMPREPLY=($(compgen -W 'show renew-token qr' -- "$current")) ;;
    'bench') COMPREPLY=($(compgen -W 'tests check run list show compare trend regressions reference report share import remove' -- "$current")) ;;
    'proof') COMPREPLY=($(compgen -W 'list show report resume remove candidates' -- "$current")) ;;
    'settings') COMPREPLY=($(compgen -W 'get set' -- "$current")) ;;
    'alerts rules') COMPREPLY=($(compgen -W 'show set edit reset' -- "$current")) ;;
    esac
    ((${#COMPREPLY[@]} > 0)) && return
  fi
  local command
  for ((index = 3; index > 0; index--)); do
    command="${words[*]:0:index}"
    case $command in
      'info'|'profile show'|'profile list'|'profile set'|'profile auto'|'profile clone'|'profile edit'|'profile export'|'profile import'|'profile remove'|'tune plan'|'plan'|'tune apply'|'apply'|'tune confirm'|'tune verify'|'verify'|'tune undo'|'undo'|'tune status'|'status'|'tune history'|'doctor'|'monitor'|'top'|'processes'|'process show'|'process'|'process signal'|'process adjust'|'services'|'history status'|'history list'|'history show'|'history export'|'history clear'|'alerts active'|'alerts log'|'alerts rules show'|'alerts rules'|'alerts rules set'|'alerts rules edit'|'alerts rules reset'|'alerts ack'|'alerts watch'|'web show'|'web renew-token'|'web qr'|'bench tests'|'bench check'|'bench run'|'bench list'|'bench show'|'bench compare'|'bench trend'|'bench regressions'|'bench reference'|'bench report'|'bench share'|'bench import'|'bench remove'|'tune prove'|'proof list'|'proof show'|'proof report'|'proof resume'|'proof remove'|'proof candidates'|'jobs'|'settings get'|'settings set'|'version') break ;;
    esac
  done
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
    'tune history') if [[ $current == -* ]]; then COMPREPLY=($(compgen -W '--limit --details --proofs --json --sysroot --no-color --help --version' -- "$current")); else :; fi ;;
    'doctor') if [[ $current == -* ]]; then COMPREPLY=($(compgen -W '--json --sysroot --no-color --help --version' -- "$current")); else :; fi ;;
    'monitor') if [[ $current == -* ]]; then COMPREPLY=($(compgen -W '--count --json --sysroot --no-color --help --version' -- "$current")); else :; fi ;;
    'top') if [[ $current == -* ]]; then COMPREPLY=($(compgen -W '--count --sort --limit --filter --tree --json --sysroot --no-color --help --version' -- "$current")); else :; fi ;;
    'processes') if [[ $current == -* ]]; then COMPREPLY=($(compgen -W '--sort --limit --filter --tree --json --sysroot --no-color --help --version' -- "$current")); else :; fi ;;
    'process show') if [[ $current == -* ]]; then COMPREPLY=($(compgen -W '--json --sysroot --no-color --help --version' -- "$current")); else COMPREPLY=(); fi ;;
    'process') if [[ $current == -* ]]; then COMPREPLY=($(compgen -W '--json --sysroot --no-color --help --version' -- "$current")); else COMPREPLY=(); fi ;;
    'process signal') if [[ $current == -* ]]; then COMPREPLY=($(compgen -W '--signal --json --sysroot --no-color --help --version' -- "$current")); else COMPREPLY=(); fi ;;
    'process adjust') if [[ $current == -* ]]; then COMPREPLY=($(compgen -W '--nice --io-priority --cpus --json --sysroot --no-color --help --version' -- "$current")); else COMPREPLY=(); fi ;;
    'services') if [[ $current == -* ]]; then COMPREPLY=($(compgen -W '--sort --limit --filter --json --sysroot --no-color --help --version' -- "$current")); else :; fi ;;
    'history status') if [[ $current == -* ]]; then COMPREPLY=($(compgen -W '--json --sysroot --no-color --help --version' -- "$current")); else :; fi ;;
    'history list') if [[ $current == -* ]]; then COMPREPLY=($(compgen -W '--json --sysroot --no-color --help --version' -- "$current")); else COMPREPLY=(); fi ;;
    'history show') if [[ $current == -* ]]; then COMPREPLY=($(compgen -W '--span --from --to --points --csv --json --sysroot --no-color --help --version' -- "$current")); else COMPREPLY=($(compgen -W "$(hecate complete series 2>/dev/null)" -- "$current")); fi ;;
    'history export') if [[ $current == -* ]]; then COMPREPLY=($(compgen -W '--span --from --to --csv --format --output --force --json --sysroot --no-color --help --version' -- "$current")); else COMPREPLY=($(compgen -W "$(hecate complete series 2>/dev/null)" -- "$current")); fi ;;
    'history clear') if [[ $current == -* ]]; then COMPREPLY=($(compgen -W '--yes --json --sysroot --no-color --help --version' -- "$current")); else :; fi ;;
    'alerts active') if [[ $current == -* ]]; then COMPREPLY=($(compgen -W '--exit-code --json --sysroot --no-color --help --version' -- "$current")); else :; fi ;;
    'alerts log') if [[ $current == -* ]]; then COMPREPLY=($(compgen -W '--span --limit --json --sysroot --no-color --help --version' -- "$current")); else :; fi ;;
    'alerts rules show') if [[ $current == -* ]]; then COMPREPLY=($(compgen -W '--json --sysroot --no-color --help --version' -- "$current")); else :; fi ;;
    'alerts rules') if [[ $current == -* ]]; then COMPREPLY=($(compgen -W '--json --sysroot --no-color --help --version' -- "$current")); else :; fi ;;
    'alerts rules set') if [[ $current == -* ]]; then COMPREPLY=($(compgen -W '--json --sysroot --no-color --help --version' -- "$current")); else COMPREPLY=($(compgen -f -- "$current")); fi ;;
    'alerts rules edit') if [[ $current == -* ]]; then COMPREPLY=($(compgen -W '--json --sysroot --no-color --help --version' -- "$current")); else :; fi ;;
    'alerts rules reset') if [[ $current == -* ]]; then COMPREPLY=($(compgen -W '--yes --json --sysroot --no-color --help --version' -- "$current")); else :; fi ;;
    'alerts ack') if [[ $current == -* ]]; then COMPREPLY=($(compgen -W '--json --sysroot --no-color --help --version' -- "$current")); else COMPREPLY=($(compgen -W "$(hecate complete alert 2>/dev/null)" -- "$current")); fi ;;
    'alerts watch') if [[ $current == -* ]]; then COMPREPLY=($(compgen -W '--count --json --sysroot --no-color --help --version' -- "$current")); else :; fi ;;
    'web show') if [[ $current == -* ]]; then COMPREPLY=($(compgen -W '--show-token --json --sysroot --no-color --help --version' -- "$current")); else :; fi ;;
    'web renew-token') if [[ $current == -* ]]; then COMPREPLY=($(compgen -W '--yes --show-token --json --sysroot --no-color --help --version' -- "$current")); else :; fi ;;
    'web qr') if [[ $current == -* ]]; then COMPREPLY=($(compgen -W '--json --sysroot --no-color --help --version' -- "$current")); else :; fi ;;
    'bench tests') if [[ $current == -* ]]; then COMPREPLY=($(compgen -W '--folder --peer --python --details --json --sysroot --no-color --help --version' -- "$current")); else :; fi ;;
    'bench check') if [[ $current == -* ]]; then COMPREPLY=($(compgen -W '--json --sysroot --no-color --help --version' -- "$current")); else :; fi ;;
    'bench run') if [[ $current == -* ]]; then COMPREPLY=($(compgen -W '--group --folder --peer --python --target --max-seconds --note --no-wait --force --temperature-limit --json --sysroot --no-color --help --version' -- "$current")); else COMPREPLY=($(compgen -W "$(hecate complete benchmark 2>/dev/null)" -- "$current")); fi ;;
    'bench list') if [[ $current == -* ]]; then COMPREPLY=($(compgen -W '--limit --json --sysroot --no-color --help --version' -- "$current")); else :; fi ;;
    'bench show') if [[ $current == -* ]]; then COMPREPLY=($(compgen -W '--json --sysroot --no-color --help --version' -- "$current")); else COMPREPLY=($(compgen -W "$(hecate complete run 2>/dev/null)" -- "$current")); fi ;;
    'bench compare') if [[ $current == -* ]]; then COMPREPLY=($(compgen -W '--json --sysroot --no-color --help --version' -- "$current")); else COMPREPLY=($(compgen -W "$(hecate complete run 2>/dev/null)" -- "$current")); fi ;;
    'bench trend') if [[ $current == -* ]]; then COMPREPLY=($(compgen -W '--json --sysroot --no-color --help --version' -- "$current")); else COMPREPLY=($(compgen -W "$(hecate complete benchmark 2>/dev/null)" -- "$current")); fi ;;
    'bench regressions') if [[ $current == -* ]]; then COMPREPLY=($(compgen -W '--json --sysroot --no-color --help --version' -- "$current")); else :; fi ;;
    'bench reference') if [[ $current == -* ]]; then COMPREPLY=($(compgen -W '--clear --json --sysroot --no-color --help --version' -- "$current")); else COMPREPLY=($(compgen -W "$(hecate complete run 2>/dev/null)" -- "$current")); fi ;;
    'bench report') if [[ $current == -* ]]; then COMPREPLY=($(compgen -W '--format --compare-with --output --force --json --sysroot --no-color --help --version' -- "$current")); else COMPREPLY=($(compgen -W "$(hecate complete run 2>/dev/null)" -- "$current")); fi ;;
    'bench share') if [[ $current == -* ]]; then COMPREPLY=($(compgen -W '--output --force --json --sysroot --no-color --help --version' -- "$current")); else COMPREPLY=($(compgen -W "$(hecate complete run 2>/dev/null)" -- "$current")); fi ;;
    'bench import') if [[ $current == -* ]]; then COMPREPLY=($(compgen -W '--json --sysroot --no-color --help --version' -- "$current")); else COMPREPLY=($(compgen -f -- "$current")); fi ;;
    'bench remove') if [[ $current == -* ]]; then COMPREPLY=($(compgen -W '--yes --json --sysroot --no-color --help --version' -- "$current")); else COMPREPLY=($(compgen -W "$(hecate complete run 2>/dev/null)" -- "$current")); fi ;;
    'tune prove') if [[ $current == -* ]]; then COMPREPLY=($(compgen -W '--test --metric --unit --direction --timeout --folder --peer --python --knob --profile --search --knobs --max-seconds --min-gain --guard --keep --override-owners --force --yes --json --sysroot --no-color --help --version' -- "$current")); else COMPREPLY=(); fi ;;
    'proof list') if [[ $current == -* ]]; then COMPREPLY=($(compgen -W '--limit --json --sysroot --no-color --help --version' -- "$current")); else :; fi ;;
    'proof show') if [[ $current == -* ]]; then COMPREPLY=($(compgen -W '--json --sysroot --no-color --help --version' -- "$current")); else COMPREPLY=($(compgen -W "$(hecate complete proof 2>/dev/null)" -- "$current")); fi ;;
    'proof report') if [[ $current == -* ]]; then COMPREPLY=($(compgen -W '--format --output --force --json --sysroot --no-color --help --version' -- "$current")); else COMPREPLY=($(compgen -W "$(hecate complete proof 2>/dev/null)" -- "$current")); fi ;;
    'proof resume') if [[ $current == -* ]]; then COMPREPLY=($(compgen -W '--yes --json --sysroot --no-color --help --version' -- "$current")); else COMPREPLY=($(compgen -W "$(hecate complete proof 2>/dev/null)" -- "$current")); fi ;;
    'proof remove') if [[ $current == -* ]]; then COMPREPLY=($(compgen -W '--yes --json --sysroot --no-color --help --version' -- "$current")); else COMPREPLY=($(compgen -W "$(hecate complete proof 2>/dev/null)" -- "$current")); fi ;;
    'proof candidates') if [[ $current == -* ]]; then COMPREPLY=($(compgen -W '--json --sysroot --no-color --help --version' -- "$current")); else :; fi ;;
    'jobs') if [[ $current == -* ]]; then COMPREPLY=($(compgen -W '--json --sysroot --no-color --help --version' -- "$current")); else :; fi ;;
    'settings get') if [[ $current == -* ]]; then COMPREPLY=($(compgen -W '--json --sysroot --no-color --help --version' -- "$current")); else COMPREPLY=($(compgen -W "$(hecate complete setting 2>/dev/null)" -- "$current")); fi ;;
    'settings set') if [[ $current == -* ]]; then COMPREPLY=($(compgen -W '--json --sysroot --no-color --help --version' -- "$current")); else COMPREPLY=($(compgen -W "$(hecate complete setting 2>/dev/null)" -- "$current")); fi ;;
    'version') if [[ $current == -* ]]; then COMPREPLY=($(compgen -W '--json --sysroot --no-color --help --version' -- "$current")); else :; fi ;;
  esac
}
complete -F _hecate hecate
