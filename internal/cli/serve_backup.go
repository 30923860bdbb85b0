package cli

import (
	"context"
	"io"

	"perfil/internal/backup"
	"perfil/internal/server"
)

// backups makes the schedule that the settings ask for; nil if they ask for none.
func (c *serveCommand) backups(h *host, brought secrets) (*backup.Schedule, error) {
	if !c.BackupDir.IsSet() {
		return nil, nil
	}
	place, err := backup.At(c.BackupDir.Reveal())
	if err != nil {
		return nil, usagef("PERFIL_BACKUP_DIR (--backup-dir): %v", err)
	}
	if err := checkApart(c.BackupDir.Reveal(), c.DataDir); err != nil {
		return nil, usagef("PERFIL_BACKUP_DIR (--backup-dir): %v", err)
	}
	mark, err := h.dir.Mark()
	if err != nil {
		return nil, err
	}
	if brought.passphrase == nil {
		h.log.Warn("backups are not encrypted: who reads them has every password hash and the key that signs tokens; set PERFIL_BACKUP_PASSPHRASE_FILE")
	}
	if h.keyElsewhere() {
		h.log.Warn("backups do not hold the key that signs tokens: keep PERFIL_JWT_SECRET or its file too, or everybody has to sign in again after a restore")
	}
	return &backup.Schedule{
		Series: backup.NewSeries(place, mark, brought.passphrase), Every: c.BackupEvery, Keep: c.BackupKeep, Log: h.log,
		Make: func(ctx context.Context, w io.Writer) error {
			_, _, err := h.backUp(ctx, w)
			return err
		},
	}, nil
}

func (h *host) backupGauges() []server.Gauge {
	if h.backups == nil {
		return nil
	}
	return []server.Gauge{
		{
			Name:  "perfil_backup_last_success_timestamp_seconds",
			Help:  "When the last good backup was made, 0 if there is none.",
			Value: h.backups.LastSuccess,
		}, {
			Name:  "perfil_backup_last_failure_timestamp_seconds",
			Help:  "When a backup failed the last time since the start, 0 if none did.",
			Value: h.backups.LastFailure,
		}, {
			Name:  "perfil_backup_last_size_bytes",
			Help:  "Size of the last backup that this process made.",
			Value: h.backups.LastBytes,
		},
	}
}
