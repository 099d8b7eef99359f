# SPDX-License-Identifier: Apache-2.0
# Completion of pavise for fish. Commands and options are asked of the program itself.

function __pavise_commands
    pavise --help 2>/dev/null | sed -n 's/^  \([a-z][a-z-]*\)  *\(.*\)/\1\t\2/p'
end

function __pavise_options
    set -l words (commandline -opc)
    pavise $words[2] --help 2>/dev/null | sed -n 's/^  *\(-[a-z], \)\{0,1\}\(--[a-z-]*\)[ A-Z=]*\(.*\)/\2\t\3/p'
end

complete -c pavise -n 'test (count (commandline -opc)) -eq 1' -f -a '(__pavise_commands)'
complete -c pavise -n 'test (count (commandline -opc)) -gt 1; and string match -q -- "-*" (commandline -ct)' -f -a '(__pavise_options)'
