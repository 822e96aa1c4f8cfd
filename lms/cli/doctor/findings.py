"""Everything the doctor can find: what it says and the mend, in one place. The guide's table is made of these."""

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["CATALOGUE", "Finding", "found"]

KEY = "Set PEER_LMS_SECRET_KEY to the output of: openssl rand -hex 32"
HTTPS = "Set PEER_LMS_BASE_URL=https://your.address"
HOSTS = "Set PEER_LMS_TRUSTED_HOSTS={host}"
MAIL = "Set PEER_LMS_MAIL_URL=smtp://user:password@your.mail.server:587"
DATABASE = "Set PEER_LMS_DATABASE_URL=postgresql://user:password@server/database, or unset it for a file."

# code → (what is wrong, what to do about it). Words in braces are filled in; no secret ever is.
CATALOGUE: Mapping[str, tuple[str, str]] = {
    # settings that cannot be read
    "setting-unreadable": ("{says}", "{mend}"),
    "setting-unknown": ("There is no setting {name}.", "Did you mean {nearest}? Rename it, or unset {name}."),
    "database-url": ("{says}", "{mend}"),
    "base-url-unusable": ("{says}", "{mend}"),
    "mail-url": ("{says}", "{mend}"),
    "timezone": ("{says}", "{mend}"),
    "jobs": ("{says}", "{mend}"),
    "data-dir": ("{says}", "{mend}"),
    # secrets
    "secret-key": ("PEER_LMS_SECRET_KEY is shorter than 32 characters.", KEY),
    "secret-key-known": ("PEER_LMS_SECRET_KEY is a word that others know or could guess.", KEY),
    "secret-file-open": ("Other accounts of this machine can read {path}.", "Run: chmod 600 {path}"),
    "keys-beside": (
        "The master keys are in {path}, beside what they open: whoever takes the one has the other.",
        "Move the file where only the service can read it, and set PEER_LMS_KEYS_FILE=/etc/peer-lms/keys",
    ),
    "keys-unreadable": ("{says}", "{mend}"),
    "keys-missing": (
        "What people wrote is sealed with master keys that are not here: {names}.",
        "Put their lines back into the file of PEER_LMS_KEYS_FILE, or into PEER_LMS_MASTER_KEY.",
    ),
    "database-password": (
        "The database's password is one of the first that anybody would try.",
        "Give the database user a new one (in psql: \\password), and put it into PEER_LMS_DATABASE_URL.",
    ),
    # addresses
    "base-url": (
        "PEER_LMS_BASE_URL is not set, so links in mail and on certificates lead nowhere.",
        HTTPS,
    ),
    "base-url-http": ("PEER_LMS_BASE_URL is not https, so whatever people write can be read on its way.", HTTPS),
    "base-url-local": (
        "PEER_LMS_BASE_URL is {host}: links in mail and on certificates lead to the reader's own machine.",
        HTTPS,
    ),
    "base-url-extra": (
        "PEER_LMS_BASE_URL goes on after the host's name, and each link we make would be wrong.",
        "Leave out what comes after the host and its port: PEER_LMS_BASE_URL={short}",
    ),
    "trusted-hosts": (
        "PEER_LMS_TRUSTED_HOSTS is not set, so a request may name any host as ours.",
        HOSTS,
    ),
    "trusted-hosts-wide": ("PEER_LMS_TRUSTED_HOSTS trusts every host there is: {host}.", "Name yours alone."),
    "trusted-hosts-missed": (
        "PEER_LMS_TRUSTED_HOSTS leaves out {host}, the host of PEER_LMS_BASE_URL: nobody gets in.",
        "Add {host} to PEER_LMS_TRUSTED_HOSTS.",
    ),
    "content-origin": (
        "PEER_LMS_CONTENT_ORIGIN is {why}.",
        "Set it to another host name that leads here, such as https://content.your.address, or unset it.",
    ),
    # what is only for trying out
    "demo": (
        "Demo mode is on: anybody can sign in as anybody of the demo.",
        "Unset PEER_LMS_DEMO, and start on an empty database.",
    ),
    "demo-people": (
        "{number} people of the demo are in this database, and their story is among yours.",
        "Start on an empty database: set another PEER_LMS_DATABASE_URL, then peer-lms migrate",
    ),
    "server-timing": (
        "PEER_LMS_SERVER_TIMING is on: replies tell strangers what they cost us.",
        "Unset PEER_LMS_SERVER_TIMING.",
    ),
    "second-factor": (
        "PEER_LMS_SECOND_FACTOR is offered: whoever learns one password of the staff reads what its owner may read.",
        "Unset PEER_LMS_SECOND_FACTOR: staff are then asked for a second step of signing in.",
    ),
    "organisation": (
        "PEER_LMS_ORGANISATION is not set: certificates and mail would be from 'Peer LMS'.",
        "Set PEER_LMS_ORGANISATION to your organisation's name.",
    ),
    # what papers for people say
    "contact": (
        "PEER_LMS_CONTACT is not set: the privacy notice and the accessibility statement name nobody to ask.",
        "Set PEER_LMS_CONTACT to an address that somebody reads, or a telephone number.",
    ),
    "data-protection-officer": (
        "PEER_LMS_DATA_PROTECTION_OFFICER is not set, and the privacy notice says so.",
        "Set it to who that is and how to reach them; or to whoever looks after data, if you need no officer.",
    ),
    "security-contact": (
        "PEER_LMS_SECURITY_CONTACT is not set: who finds a weakness has nobody to tell.",
        "Set PEER_LMS_SECURITY_CONTACT=mailto:security@your.address",
    ),
    "security-contact-unusable": ("{says}", "{mend}"),
    "version-old": (
        "This version was made on {day}, and security.txt has run out: a mend may have been missed.",
        "Upgrade, or ask whoever runs this for you when they will.",
    ),
    # mail
    "mail-folder": ("Mail goes to files in a folder, and to nobody.", MAIL),
    "mail-open": (
        "Mail to {host} is sent without a name and password, so it is not encrypted on its way.",
        MAIL,
    ),
    "mail-from": (
        "PEER_LMS_MAIL_FROM is '{address}', and mail from it will be refused.",
        "Set it to an address of yours.",
    ),
    # files
    "files-unsealed": (
        "{number} files that people sent lie in the store as they were sent: they came before files were sealed.",
        "Keep the worker running: peer-lms work. It seals them, a day after it has begun; its log names any it cannot.",
    ),
    "upload-size": (
        "PEER_LMS_MAX_UPLOAD_MB is {number}, and a request may bring between 1 and {most} MB.",
        "Set PEER_LMS_MAX_UPLOAD_MB=25.",
    ),
    "data-dir-open": (
        "Other accounts of this machine can read {path}, where people's files are.",
        "Run: chmod 700 {path}",
    ),
    "data-dir-served": (
        "The data folder {path} is inside the program, and goes with it at the next upgrade.",
        "Move it, and set PEER_LMS_DATA_DIR=/var/lib/peer-lms",
    ),
    "disk": ("Less than 1 GB is free where {path} is.", "Make room, or move the data folder to a larger disk."),
    # the database
    "sqlite-memory": ("The database is in memory, and everything is gone at the next start.", DATABASE),
    "sqlite-open": ("Other accounts of this machine can read the database {path}.", "Run: chmod 600 {path}"),
    "sqlite-shared": (
        "The database {path} is on a {kind} share, where SQLite's locks do not hold and data is lost.",
        "Move it to a disk of this machine, or use PostgreSQL.",
    ),
    "database": (
        "The database cannot be reached: {why}.",
        "Check PEER_LMS_DATABASE_URL and that the server runs.",
    ),
    "database-plain": (
        "The connection to the database on {host} may be read on its way.",
        "Add ?sslmode=verify-full to PEER_LMS_DATABASE_URL (sslmode=require at the least).",
    ),
    "database-superuser": (
        "The database user {name} may do everything on its server.",
        "Make one for us alone: CREATE ROLE peer_lms LOGIN; ALTER DATABASE … OWNER TO peer_lms;",
    ),
    "database-encoding": (
        "The database's encoding is {name}, and some names cannot be written in it.",
        "Make it anew: CREATE DATABASE peer_lms ENCODING 'UTF8' TEMPLATE template0;",
    ),
    "database-old": ("PostgreSQL {number} is no longer mended by its makers.", "Upgrade to PostgreSQL 15 or newer."),
    "clock": (
        "The database server's clock and ours differ by {number} seconds.",
        "Run an NTP service on both machines, such as: sudo systemctl enable --now systemd-timesyncd",
    ),
    "migrations": ("The database is not at the version of this code: {names}.", "Run: peer-lms migrate"),
    "database-newer": (
        "The database has been brought up by a newer version of this code: {names}.",
        "Install that version again, or take the database down with it first.",
    ),
    # who and what runs it
    "no-administrator": (
        "Nobody is an administrator, so nobody can let people in.",
        "Run: peer-lms person add ADDRESS --name NAME --role admin",
    ),
    "no-worker": (
        "Work has been waiting for {minutes} minutes: no mail goes out, and no certificate is made.",
        "Start the worker and see that it stays up: peer-lms work",
    ),
    "jobs-stopped": (
        "{number} pieces of work were tried until the last time and wait for a person.",
        "Look at /admin/jobs, mend the cause, and press Try again.",
    ),
    "audit-behind": (
        "Events of the audit have waited for {minutes} minutes to be sealed: until then they can be changed unnoticed.",
        "Start the worker and see that it stays up: peer-lms work",
    ),
    "audit-broken": (
        "The audit is not what was signed on {when}: rows were changed or taken out, or an older database is back.",
        "Run: peer-lms audit verify. Keep what it says, and the file {path}, before anything else.",
    ),
    "backup-never": (
        "No backup has been made yet, so a disk that breaks takes every record with it.",
        "Run: peer-lms backup FILE, and have it run each night, as the guide Deployment says.",
    ),
    "backup-old": (
        "The last backup was made {days} days ago.",
        "See why the nightly one stopped, and run: peer-lms backup FILE. PEER_LMS_BACKUP_DAYS says how old it may be.",
    ),
    "plugin": ("The plugin {name} is switched off: {why}", "Mend or upgrade it, or run: pip uninstall {package}"),
    "native-libraries": (
        "WeasyPrint's libraries cannot be loaded, so no certificate can be made and no module printed: {why}.",
        "Run: sudo apt-get install --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0",
    ),
}


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it should be, and the mend."""

    code: str
    says: str
    mend: str


def found(code: str, **words: object) -> Finding:
    """The finding of this code, its words filled in."""
    says, mend = CATALOGUE[code]
    return Finding(code, says.format(**words), mend.format(**words))
