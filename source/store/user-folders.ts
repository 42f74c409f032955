import envPaths from 'env-paths';

/** The platform's usual folders for what this user's programs keep: settings, data, caches. */
export const userFolders = envPaths('fsync-tui', {suffix: ''});
