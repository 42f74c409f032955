/** What a disk or a network says when it will not: an answer of this machine, not a bug of this program. */
const codes = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'EDQUOT', 'EIO', 'EMFILE', 'ENFILE', 'EADDRINUSE', 'EADDRNOTAVAIL', 'ENOTFOUND', 'ENOMEM', 'ENOTDIR', 'EEXIST', 'ELOOP', 'ENAMETOOLONG']);

export function isSystemError(error: unknown): error is NodeJS.ErrnoException {
	return error instanceof Error && 'syscall' in error && codes.has((error as NodeJS.ErrnoException).code ?? '');
}
