package io.landfall.node.local;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;

/**
 * How both sides of a connection prove that they have read the same address file, without sending
 * its token: a port that a dead node has left may be another account's by now.
 *
 * <p>The client sends eight letters and 16 random bytes; the node 16 of its own and a digest of
 * token and both; the client then the other digest. This never changes, so that clients of any
 * version can ask a node to end.
 */
public final class Handshake {
  private static final byte[] MAGIC = "LANDFALL".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] SEPARATOR = {0};
  private static final int NONCE_BYTES = 16;
  private static final int PROOF_BYTES = 32;

  private Handshake() {}

  /** Tells whether the other side is the node that wrote {@code token}; proves to be its client. */
  static boolean asClient(DataInputStream in, DataOutputStream out, String token)
      throws IOException {
    byte[] ours = nonce();
    out.write(MAGIC);
    out.write(ours);
    out.flush();
    byte[] theirs = in.readNBytes(NONCE_BYTES);
    byte[] proof = in.readNBytes(PROOF_BYTES);
    if (!isEqual(proof, proof("node", token, ours, theirs))) {
      return false;
    }
    out.write(proof("client", token, ours, theirs));
    out.flush();
    return true;
  }

  /** Tells whether the other side has read the token of this node. */
  public static boolean asNode(DataInputStream in, DataOutputStream out, String token)
      throws IOException {
    if (!isEqual(in.readNBytes(MAGIC.length), MAGIC)) {
      return false;
    }
    byte[] theirs = in.readNBytes(NONCE_BYTES);
    byte[] ours = nonce();
    out.write(ours);
    out.write(proof("node", token, theirs, ours));
    out.flush();
    return isEqual(in.readNBytes(PROOF_BYTES), proof("client", token, theirs, ours));
  }

  /** The system's own random bytes where it has them: the JDK looks for a provider first. */
  private static byte[] nonce() {
    byte[] nonce = new byte[NONCE_BYTES];
    try (var random = new FileInputStream("/dev/urandom")) {
      if (random.readNBytes(nonce, 0, nonce.length) == nonce.length) {
        return nonce;
      }
    } catch (IOException e) {
      // a system without it
    }
    new SecureRandom().nextBytes(nonce);
    return nonce;
  }

  /** Takes as long whatever the bytes are. */
  private static boolean isEqual(byte[] given, byte[] wanted) {
    int differences = given.length ^ wanted.length;
    for (int i = 0; i < Math.min(given.length, wanted.length); i++) {
      differences |= given[i] ^ wanted[i];
    }
    return differences == 0;
  }

  private static byte[] proof(String side, String token, byte[] ofClient, byte[] ofNode) {
    return Sha256.digest(
        side.getBytes(StandardCharsets.US_ASCII),
        SEPARATOR,
        token.getBytes(StandardCharsets.US_ASCII),
        SEPARATOR,
        ofClient,
        ofNode);
  }
}
