package org.substantia.challenge.container;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import org.substantia.challenge.json.Json;

/**
 * A report with the organizers' signature: whoever knows their public key sees that it is theirs and unchanged
 * (Ed25519, RFC 8032).
 *
 * @param report JSON of a {@link ContainerReport}, to the byte as it was signed
 * @param signature base64
 * @param publicKey base64 of its X.509 encoding
 */
public record SignedReport(String report, String signature, String publicKey) {
    private static final String ALGORITHM = "Ed25519";

    /**
     * Signs with the key in a file; a new key is made where there is none, readable by its owner alone.
     *
     * @param keyFile two lines of base64: the private key and the public key
     */
    public static SignedReport sign(ContainerReport report, Path keyFile) throws IOException {
        String text = Json.text(report);
        try {
            if (!Files.exists(keyFile)) {
                makeKey(keyFile);
            }
            List<String> lines = Files.readAllLines(keyFile);
            if (lines.size() != 2) {
                throw new IOException(keyFile + ": is no key for signing reports");
            }
            PrivateKey key = KeyFactory.getInstance(ALGORITHM)
                    .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(lines.get(0))));
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initSign(key);
            signature.update(text.getBytes(StandardCharsets.UTF_8));
            return new SignedReport(text, Base64.getEncoder().encodeToString(signature.sign()), lines.get(1));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException(keyFile + ": is no key for signing reports", e);
        }
    }

    private static void makeKey(Path keyFile) throws IOException, GeneralSecurityException {
        KeyPair pair = KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
        Base64.Encoder base64 = Base64.getEncoder();
        Path folder = Files.createDirectories(keyFile.toAbsolutePath().getParent());
        // A temporary file is its owner's alone before anything is in it, where the file system knows owners.
        Path made = Files.createTempFile(folder, ".report", ".part");
        try {
            Files.writeString(
                    made,
                    base64.encodeToString(pair.getPrivate().getEncoded()) + "\n"
                            + base64.encodeToString(pair.getPublic().getEncoded()) + "\n");
            Files.move(made, keyFile, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(made);
        }
    }

    /** Whether the report is what the owner of the public key signed. Whose key it is, only its owner can say. */
    public boolean isGenuine() {
        try {
            PublicKey key = KeyFactory.getInstance(ALGORITHM)
                    .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(publicKey)));
            Signature verifier = Signature.getInstance(ALGORITHM);
            verifier.initVerify(key);
            verifier.update(report.getBytes(StandardCharsets.UTF_8));
            return verifier.verify(Base64.getDecoder().decode(signature));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return false;
        }
    }

    /** What the report says. */
    public ContainerReport content() {
        return Json.read(report, ContainerReport.class);
    }
}
