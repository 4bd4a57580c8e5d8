// SyscallPolicy
