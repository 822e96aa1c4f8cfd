"""What certificates registers."""

__all__ = ["plugin"]


class CertificatesPlugin:
    package = "certificates"


plugin = CertificatesPlugin()
