# SPDX-License-Identifier: Apache-2.0
# Completion of pavise for bash. Commands and options are asked of the program itself, so that nothing is listed twice.

_pavise_words() { # what a help text lists at the begin of its indented lines: commands, or options
    "$@" --help 2>/dev/null | sed -n -e 's/^  \([a-z][a-z-]*\)  .*/\1/p' -e 's/^  *\(-[a-z], \)\{0,1\}\(--[a-z-]*\).*/\2/p'
}

_pavise() {
    local program=${COMP_WORDS[0]} word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}
    if [ "$COMP_CWORD" -eq 1 ]; then
        mapfile -t COMPREPLY < <(compgen -W "$(_pavise_words "$program") --help --version" -- "$word")
    elif [ "${COMP_WORDS[1]}" = catalog ] && [ "$COMP_CWORD" -eq 2 ]; then
        mapfile -t COMPREPLY < <(compgen -W "list show" -- "$word")
    elif [ "${COMP_WORDS[1]}" = catalog ] && [ "$before" = show ]; then
        mapfile -t COMPREPLY < <(compgen -W "$("$program" catalog list 2>/dev/null | sed -n '2,$s/ .*//p')" -- "$word")
    elif [ "${word#-}" != "$word" ]; then
        mapfile -t COMPREPLY < <(compgen -W "$(_pavise_words "$program" "${COMP_WORDS[1]}")" -- "$word")
    else
        mapfile -t COMPREPLY < <(compgen -f -- "$word")
    fi
}

complete -o filenames -F _pavise pavise
