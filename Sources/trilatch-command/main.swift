internal import Commands
internal import Glibc

exit(CommandProgram.execute())
