// trilatch-launch: builds one box and becomes its server. See Launcher.swift for the outside, Box.swift for the inside.

internal import Glibc

exit(Launcher.run())
