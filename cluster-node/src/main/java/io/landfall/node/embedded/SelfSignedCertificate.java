package io.landfall.node.embedded;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;

/**
 * Writes the X.509 certificate of an RSA key, signed by that key (RFC 5280): version 1, which has
 * no extensions, and good until the year 9999. The JDK reads certificates but has no way to make
 * one but its {@code keytool}, a process that takes a second.
 */
final class SelfSignedCertificate {
  private static final int INTEGER = 0x02;
  private static final int BIT_STRING = 0x03;
  private static final int NULL = 0x05;
  private static final int OBJECT_ID = 0x06;
  private static final int UTF8_STRING = 0x0c;
  private static final int GENERALIZED_TIME = 0x18;
  private static final int SEQUENCE = 0x30;
  private static final int SET = 0x31;

  /** 1.2.840.113549.1.1.11. */
  private static final byte[] SHA256_WITH_RSA = {
    0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 0x01, 0x01, 0x0b
  };

  /** 2.5.4.3. */
  private static final byte[] COMMON_NAME = {0x55, 0x04, 0x03};

  private SelfSignedCertificate() {}

  /** Returns the certificate in DER. */
  static byte[] of(KeyPair pair, String commonName) throws GeneralSecurityException {
    byte[] algorithm = der(SEQUENCE, der(OBJECT_ID, SHA256_WITH_RSA), der(NULL));
    byte[] name =
        der(
            SEQUENCE,
            der(
                SET,
                der(
                    SEQUENCE,
                    der(OBJECT_ID, COMMON_NAME),
                    der(UTF8_STRING, commonName.getBytes(StandardCharsets.UTF_8)))));
    byte[] validity = der(SEQUENCE, time("20000101000000Z"), time("99991231235959Z"));
    byte[] serial = der(INTEGER, new byte[] {1});
    byte[] content =
        der(SEQUENCE, serial, algorithm, name, validity, name, pair.getPublic().getEncoded());
    Signature signature = Signature.getInstance("SHA256withRSA");
    signature.initSign(pair.getPrivate());
    signature.update(content);
    byte[] noUnusedBits = {0};
    return der(SEQUENCE, content, algorithm, der(BIT_STRING, noUnusedBits, signature.sign()));
  }

  private static byte[] time(String text) {
    return der(GENERALIZED_TIME, text.getBytes(StandardCharsets.US_ASCII));
  }

  /** Writes a tag, the length of all parts together, and the parts. */
  private static byte[] der(int tag, byte[]... parts) {
    var content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    int length = content.size();
    var out = new ByteArrayOutputStream();
    out.write(tag);
    if (length < 0x80) {
      out.write(length);
    } else if (length <= 0xff) {
      out.write(0x81);
      out.write(length);
    } else {
      out.write(0x82);
      out.write(length >> 8);
      out.write(length);
    }
    out.writeBytes(content.toByteArray());
    return out.toByteArray();
  }
}
